"""axe-core finds nothing serious on any page, light or dark, on a phone or a desk, folded or open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from places import NAMES, address_of

from proof.browser.served import Served
from proof.browser.watched import Watched

Visit = Callable[..., Watched]
#: everything that axe grades, but what it calls minor
GRAVE = ("moderate", "serious", "critical")
#: of what axe returns, what a reader of a failed test needs
_RUN = """async () => {
  document.querySelectorAll('details').forEach((one) => { one.open = true; });
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.map((one) => ({
    rule: one.id, impact: one.impact, help: one.help, count: one.nodes.length,
    where: one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${(node.any[0] || {}).message || ''}`),
  }));
}"""


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_serious(name: str, visit: Visit, served: Served, axe: str) -> None:
    # the pages' policy would refuse axe as it refuses any foreign script
    page = visit(watched=False, bypass_csp=True, color_scheme="light").page
    page.goto(address_of(name, served), wait_until="load")
    page.evaluate(axe)
    grave: list[dict[str, Any]] = []
    for scheme in ("light", "dark"):
        for width in (390, 1280):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate(_RUN)
            grave += [{"scheme": scheme, "width": width, **one} for one in found if one["impact"] in GRAVE]
    assert not grave, grave
