"""What a form or a program sends to be written: read once, checked against a model, answered the way it came."""

from __future__ import annotations

import json
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, ValidationError

from contingent.core.errors import InputError
from contingent.core.plain import plain
from contingent.report.markup import clean
from contingent.web.errors import sends_json

Said = TypeVar("Said", bound=BaseModel)
#: fields that a form of ours adds, and nobody types
_UNTYPED = ("confirmed", "correct")
#: JSON that is nested deeper says nothing that we understand
DEEPEST = 100


async def sent(request: Request) -> dict[str, Any]:
    """What a form or a program sent, by name, without characters that nothing can keep; under "" whether it was JSON.

    What a form sent is kept with the request too, so that a page that refuses it can give it back.

    Raises:
        InputError: neither a form nor a JSON object.
    """
    if sends_json(request):
        body = parsed(await request.body())
        if not isinstance(body, dict):
            raise InputError(f"the body is a JSON {type(body).__name__}; wanted an object")
        return {**{name: clean(value) if isinstance(value, str) else value for name, value in body.items()}, "": True}
    form = await request.form()
    told = {name: clean(value) for name, value in form.items() if isinstance(value, str) and value.strip()}
    request.state.typed = {name: value for name, value in told.items() if name not in _UNTYPED}
    return {**told, "": False}


def parsed(body: bytes) -> Any:
    """The value that a body of JSON holds.

    >>> parsed(b'{"text": "a note"}')
    {'text': 'a note'}

    Raises:
        InputError: it is no JSON, or nested deeper than 100.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the body is no JSON ({error}); send an object.") from error
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    if level:
        raise InputError(f"the body is nested deeper than {DEEPEST} levels; send an object.")
    return value


ASent = Annotated[dict[str, Any], Depends(sent)]


def documented(model: type[BaseModel]) -> dict[str, Any]:
    """What `/openapi.json` says of a body: the same names as JSON or as a form."""
    schema = model.model_json_schema()
    kinds = ("application/json", "application/x-www-form-urlencoded")
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema} for kind in kinds}}}


def checked(model: type[Said], body: dict[str, Any]) -> Said:
    """The body as the model has it.

    Raises:
        InputError: something is missing, of another kind, or too long; every fault is named.
    """
    try:
        return model.model_validate({name: value for name, value in body.items() if name})
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:5])
        raise InputError(f"what was sent cannot be used: {faults}. Nothing was written.") from error


def done(body: dict[str, Any], value: object, *, page: str, status: int = 201) -> Response:
    """A program is told the value, a form is led to the page."""
    if body[""]:
        return JSONResponse(plain(value), status_code=status)
    return RedirectResponse(page, status_code=303)
