"""Currencies of the world: their ISO codes, symbols, nouns and sub-units as English news writes them.

Source: the codes and names are those of ISO 4217 (general knowledge, checked against no list at run time).
"""

from __future__ import annotations

from collections import Counter

from contingent.reading.quantities.tokens import wordset

# code: adjectives (the first names it), noun; rows that share a noun follow one another
_WORLD = """
USD US/U.S./American dollar; AUD Australian dollar; CAD Canadian dollar; NZD New_Zealand dollar; HKD Hong_Kong dollar
SGD Singapore/Singaporean dollar; TWD Taiwan/Taiwanese dollar; BSD Bahamian dollar; BBD Barbadian/Barbados dollar
BZD Belize dollar; BMD Bermudian/Bermuda dollar; BND Brunei dollar; KYD Cayman dollar; XCD East_Caribbean dollar
FJD Fijian/Fiji dollar; GYD Guyanese/Guyana dollar; JMD Jamaican dollar; LRD Liberian dollar; NAD Namibian dollar
SRD Surinamese/Suriname dollar; TTD Trinidad dollar; ZWL Zimbabwean/Zimbabwe dollar; SBD Solomon_Islands dollar
EUR European euro; GBP British pound; EGP Egyptian pound; LBP Lebanese pound; SYP Syrian pound; SDG Sudanese pound
SSP South_Sudanese pound; FKP Falkland pound; GIP Gibraltar pound; SHP Saint_Helena pound; CYP Cypriot pound
IEP Irish pound; JPY Japanese yen; CNY Chinese yuan; CHF Swiss franc; XAF Central_African franc
XOF West_African/CFA franc; BIF Burundian/Burundi franc; CDF Congolese franc; DJF Djiboutian/Djibouti franc
GNF Guinean franc; KMF Comorian franc; RWF Rwandan/Rwanda franc; XPF CFP franc; FRF French franc; BEF Belgian franc
SEK Swedish krona; SEK Swedish crown; ISK Icelandic krona; NOK Norwegian krone; NOK Norwegian crown
DKK Danish krone; DKK Danish crown; CZK Czech koruna; CZK Czech crown; RUB Russian rouble; RUB Russian ruble
BYN Belarusian rouble; BYN Belarusian ruble; INR Indian rupee; PKR Pakistani/Pakistan rupee; NPR Nepalese/Nepali rupee
LKR Sri_Lankan rupee; MUR Mauritian rupee; SCR Seychelles rupee; KRW South_Korean/Korean won; KPW North_Korean won
TRY Turkish lira; ITL Italian lira; MXN Mexican peso; ARS Argentine/Argentinian peso; CLP Chilean peso
COP Colombian peso; CUP Cuban peso; DOP Dominican peso; PHP Philippine/Filipino peso; UYU Uruguayan peso
IQD Iraqi dinar; JOD Jordanian dinar; KWD Kuwaiti dinar; BHD Bahraini dinar; LYD Libyan dinar; TND Tunisian dinar
DZD Algerian dinar; RSD Serbian dinar; MKD Macedonian denar; AED Emirati/UAE dirham; MAD Moroccan dirham
SAR Saudi riyal; SAR Saudi_Arabian riyal; QAR Qatari riyal; IRR Iranian rial; OMR Omani rial; YER Yemeni rial
KHR Cambodian riel; KES Kenyan/Kenya shilling; UGX Ugandan/Uganda shilling; TZS Tanzanian shilling
SOS Somali shilling; ETB Ethiopian birr; ERN Eritrean nakfa; NGN Nigerian naira; GHS Ghanaian/Ghana cedi
ZAR South_African rand; BWP Botswana pula; ZMW Zambian kwacha; MWK Malawian kwacha; AOA Angolan kwanza
MZN Mozambican metical; MGA Malagasy ariary; SLE Sierra_Leonean leone; GMD Gambian dalasi; LSL Lesotho loti
SZL Swazi lilangeni; CVE Cape_Verdean escudo; MRU Mauritanian ouguiya; STN Sao_Tome dobra; UAH Ukrainian hryvnia
UAH Ukrainian hryvna; PLN Polish zloty; PLN Polish złoty; HUF Hungarian forint; RON Romanian leu; MDL Moldovan leu
BGN Bulgarian lev; ALL Albanian lek; HRK Croatian kuna; BAM Bosnian mark; DEM German mark; DEM Deutsche mark
GEL Georgian lari; AMD Armenian dram; AZN Azerbaijani/Azeri manat; TMT Turkmen manat; KZT Kazakh/Kazakhstani tenge
KGS Kyrgyz som; UZS Uzbek soum; TJS Tajik somoni; AFN Afghan afghani; BDT Bangladeshi taka; MVR Maldivian rufiyaa
BTN Bhutanese ngultrum; MMK Myanmar/Burmese kyat; THB Thai baht; VND Vietnamese dong; LAK Lao/Laotian kip
MYR Malaysian ringgit; IDR Indonesian rupiah; MNT Mongolian tugrik; MNT Mongolian tögrög; MOP Macanese/Macau pataca
ILS Israeli shekel; ILS Israeli new_shekel; BRL Brazilian real; PEN Peruvian sol; BOB Bolivian boliviano
PYG Paraguayan guarani; VES Venezuelan bolivar; CRC Costa_Rican colon; GTQ Guatemalan quetzal; HNL Honduran lempira
NIO Nicaraguan cordoba; PAB Panamanian balboa; HTG Haitian gourde; AWG Aruban florin; PGK Papuan kina
WST Samoan tala; TOP Tongan paanga; VUV Vanuatu vatu; BTC – bitcoin; ETH – ether
"""

#: an amount in one of these says whose it is only by convention: news in English means this one
_CONVENTION = {
    "dollar": "USD", "pound": "GBP", "pound sterling": "GBP", "sterling": "GBP", "franc": "CHF", "rouble": "RUB",
    "ruble": "RUB", "rupee": "INR", "won": "KRW", "lira": "TRY", "euro": "EUR", "renminbi": "CNY", "yuan": "CNY",
}  # fmt: skip
#: nouns that are everyday words too: only with their country's adjective
_EVERYDAY = wordset("real sol colon mark crown sum ether kina som tala")
#: codes that are words in capitals or other names ("COP28"): never read as a currency
_WORDS = wordset("ALL TOP CUP MOP PEN BAM BOB SOS GEL LAK SHP COP MAD ANG RON CVE STN TMT GIP DOP BTN ETH SAR")


def _rows() -> list[tuple[str, list[str], str]]:
    rows = []
    for row in filter(None, (part.strip() for part in _WORLD.replace("\n", ";").split(";"))):
        code, adjectives, noun = row.split(" ")
        rows.append((code, [a.replace("_", " ") for a in adjectives.split("/")], noun.replace("_", " ")))
    return rows


_ROWS = _rows()
_OWNERS_OF_NOUN = Counter(noun for noun, _ in {(noun, code) for code, _, noun in _ROWS})

#: singular noun of a currency, with its country's adjective or alone → ISO code, or the noun where it could be many's
CURRENCY_NOUNS: dict[str, str] = {
    **{noun: noun if n > 1 else code for code, _, noun in _ROWS for n in [_OWNERS_OF_NOUN[noun]]},
    **_CONVENTION,
    **{f"{adjective} {noun}".lower(): code for code, adjectives, noun in _ROWS for adjective in adjectives},
    "cent": "US cent", "penny": "penny", "pence": "penny", "kopeck": "kopeck", "kopek": "kopeck", "centavo": "centavo",
    "centime": "centime", "paisa": "paisa", "paise": "paisa", "sen": "sen", "eurocent": "euro cent",
    "euro cent": "euro cent", "us cent": "US cent", "buck": "USD", "quid": "GBP", "cfa franc": "XOF",
    "new taiwan dollar": "TWD", "trinidad and tobago dollar": "TTD", "offshore yuan": "CNY", "reais": "BRL",
}  # fmt: skip
_PLURALS = {
    "krone": "kroner", "krona": "kronor", "leu": "lei", "lev": "leva", "real": "reais", "koruna": "koruny",
    "zloty": "zlotych", "bolivar": "bolivares",
}  # fmt: skip
for _noun, _plural in _PLURALS.items():
    for _said in [said for said in CURRENCY_NOUNS if said == _noun or said.endswith(f" {_noun}")]:
        CURRENCY_NOUNS[_said[: -len(_noun)] + _plural] = CURRENCY_NOUNS[_said]
for _noun in _EVERYDAY:
    CURRENCY_NOUNS.pop(_noun, None)

_MARKS = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "₨": "INR", "₽": "RUB", "₴": "UAH",
    "₪": "ILS", "₩": "KRW", "₺": "TRY", "₦": "NGN", "₫": "VND", "฿": "THB", "₱": "PHP", "₡": "CRC", "₲": "PYG",
    "₵": "GHS", "¢": "US cent", "₸": "KZT", "₼": "AZN", "₾": "GEL", "₮": "MNT", "₭": "LAK", "៛": "KHR", "৳": "BDT",
    "₿": "BTC",
    "RMB": "CNY", "RM": "MYR", "Rs": "INR", "NIS": "ILS", "Rp": "IDR", "Tk": "BDT", "Ksh": "KES", "KSh": "KES",
    "Dh": "AED", "Dhs": "AED", "zł": "PLN", "Kč": "CZK",
}  # fmt: skip
#: currency symbol or code as written before or behind an amount → ISO code
CURRENCIES: dict[str, str] = {**{code: code for code, _, _ in _ROWS if code not in _WORDS}, **_MARKS}

#: what may stand beside a dollar sign to say whose it is
DOLLAR_OWNERS: dict[str, str] = {
    "US": "USD", "U.S.": "USD", "A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "CDN": "CAD", "HK": "HKD",
    "NZ": "NZD", "S": "SGD", "NT": "TWD", "R": "BRL", "J": "JMD", "TT": "TTD", "MX": "MXN", "Mex": "MXN", "Z": "ZWL",
}  # fmt: skip

#: letters that are a currency only when glued to an amount in millions or with a separator ("R500 million", "N5bn");
#: "PS" is what the pound sign becomes where text was forced into ASCII
GLUED_SIGNS: dict[str, str] = {"R": "ZAR", "N": "NGN", "PS": "GBP", "Sh": "KES", "Y": "JPY", "P": "PHP"}

#: code or noun → the singular name where no country's adjective belongs to it
BARE_NAMES: dict[str, str] = {
    "USD": "dollar", "EUR": "euro", "GBP": "pound sterling", "ILS": "shekel", "INR": "rupee", "CNY": "yuan",
    "KRW": "won", "BTC": "bitcoin", "ETH": "ether",
}  # fmt: skip
_NAMES = {code: f"{adjectives[0]} {noun}".lower() for code, adjectives, noun in reversed(_ROWS)}


def currency_name(code: str) -> str | None:
    """The English name of a currency by its ISO code, in lower case; None where there is no such code here.

    >>> currency_name("MYR"), currency_name("DKK")
    ('malaysian ringgit', 'danish krone')
    """
    return _NAMES.get(code)
