"""The styles of a workbook with some more of them: fills for cells with findings, formats for fixed cells."""

import re
from collections.abc import Mapping
from typing import Final

from returnctl.files.books.number_formats import format_of
from returnctl.files.copies.package import Package
from returnctl.files.copies.xml_text import UneditableError, attributes, element, prefix_of, with_attributes

_LISTS: Final = {"fonts": "font", "fills": "fill", "cellXfs": "xf"}
_TEXT_FORMAT: Final = "49"
# The first two fills of every workbook: none, and a pattern that Excel keeps to itself.
_NO_FILL: Final = ("0", "1")
_PLAIN: Final = ("0", "1", "2", "3", "4")
_COLOUR: Final = r'(?:rgb|theme|indexed)="[0-9A-Fa-f]{1,8}"(?: tint="-?[0-9.eE+-]{1,24}")?/>'
_KEPT_FILL: Final = re.compile(
    rf'<patternFill patternType="\w{{1,20}}"><fgColor {_COLOUR}(?:<bgColor {_COLOUR})?</patternFill>'
)


def styles_part(package: Package) -> str:
    """The part with the cell formats. Raises UneditableError where there is none."""
    found = package.related(package.main, "styles")
    if found is None:
        raise UneditableError("no cell formats")
    return found


class Styles:
    """The styles of a workbook; new ones are put behind those that it has, which stay as they are."""

    def __init__(self, text: str) -> None:
        self._prefix, self._text = prefix_of(text), text
        holders = {name: element(name).search(text) for name in _LISTS}
        self._lists = {
            name: [match[0] for match in element(_LISTS[name]).finditer(holder["inner"] or "")] if holder else []
            for name, holder in holders.items()
        }
        if not all(self._lists.values()):
            raise UneditableError("cell formats that are not built as Excel builds them")
        self._had = {name: len(items) for name, items in self._lists.items()}
        self._known: dict[tuple[str, ...], str] = {}
        formats = [attributes(match["a"]) for match in element("numFmt").finditer(text)]
        self._formats = {given.get("numFmtId", ""): given.get("formatCode", "") for given in formats}

    def _add(self, name: str, written: str) -> str:
        """The number of a font, fill or style without prefixes, added where there is none like it among the new."""
        written = re.sub(r"<(/?)(?![\w.-]+:)", rf"<\1{self._prefix}", written)
        items = self._lists[name]
        if written not in items[self._had[name] :]:
            items.append(written)
        return str(items.index(written, self._had[name]))

    def _bare(self, name: str, number: str) -> str:
        """A font, fill or style without prefixes; the first where there is none of this number."""
        items = self._lists[name]
        found = items[int(number)] if number.isdecimal() and int(number) < len(items) else items[0]
        return re.sub(rf"<(/?){re.escape(self._prefix)}", r"<\1", found)

    def _given(self, style: str) -> dict[str, str]:
        """The attributes of a style."""
        found = element("xf").match(self._bare("cellXfs", style))
        return attributes(found["a"]) if found else {}

    def _like(self, style: str, **changed: str | None) -> str:
        """The number of a style that differs from another in some attributes only."""
        return self._changed(self._bare("cellXfs", style), changed)

    def _changed(self, bare: str, changed: Mapping[str, str | None]) -> str:
        match = element("xf").fullmatch(bare)
        if match is None:
            raise UneditableError("cell formats that are not built as Excel builds them")
        tag, inner = f"<xf{with_attributes(match['a'], changed)}", match["inner"]
        return self._add("cellXfs", f"{tag}/>" if inner is None else f"{tag}>{inner}</xf>")

    def apart(self, style: str) -> tuple[str, str, str]:
        """A style, its font and its fill, without prefixes; the fill is empty for none."""
        given = self._given(style)
        fill = given.get("fillId", "0")
        font = self._bare("fonts", given.get("fontId", "0"))
        return self._bare("cellXfs", style), font, "" if fill in _NO_FILL else self._bare("fills", fill)

    def adopt(self, style: str, font: str, fill: str) -> str:
        """The number here of a style of another workbook."""
        own = {"fontId": self._add("fonts", font), "fillId": self._add("fills", fill) if fill else "0"}
        return self._changed(style, {**own, "borderId": "0", "xfId": None, "applyFont": "1", "applyFill": "1"})

    def filled(self, style: str, colour: str) -> str:
        """A style with a fill of one colour, such as `FFFFC9CB`."""
        if (style, colour) not in self._known:
            colours = f'<fgColor rgb="{colour}"/><bgColor indexed="64"/>'
            fill = self._add("fills", f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>')
            self._known[style, colour] = self._like(style, fillId=fill, applyFill="1")
        return self._known[style, colour]

    def unfilled(self, style: str, before: str = "") -> str:
        """A style without a fill, or with the one that `fill_of` gave before."""
        kept = _KEPT_FILL.fullmatch(before)
        fill = self._add("fills", f"<fill>{before}</fill>") if kept else "0"
        return self._like(style, fillId=fill, applyFill="1" if kept else None)

    def fill_of(self, style: str) -> str:
        """The fill of a style, as it can be put back later; empty for none and for one of several colours."""
        number = self._given(style).get("fillId", "0")
        if number in _NO_FILL:
            return ""
        found = _KEPT_FILL.search(re.sub(r"\s+/>", "/>", self._bare("fills", number)))
        return found[0] if found else ""

    def with_fill(self, colours: frozenset[str]) -> frozenset[str]:
        """The numbers of the styles whose fill is of one of these colours."""
        fills = {
            str(n) for n, fill in enumerate(self._lists["fills"]) if any(f'"{c}"' in fill.upper() for c in colours)
        }
        styles = map(str, range(len(self._lists["cellXfs"])))
        return frozenset(style for style in styles if self._given(style).get("fillId") in fills)

    def as_number(self, style: str) -> str:
        """A style in which a number is shown as one: General, unless it shows plain numbers already."""
        number = self._given(style).get("numFmtId", "0")
        code = self._formats.get(number, "")
        odd = number == _TEXT_FORMAT or "@" in code or format_of(code) is not None
        return self._in_format(style, "0" if odd or (not code and number not in _PLAIN) else number)

    def as_date(self, style: str) -> str:
        """A style that shows a day as the merchant's own Excel writes it."""
        return self._in_format(style, "14")

    def _in_format(self, style: str, number: str) -> str:
        given = self._given(style)
        if number == given.get("numFmtId", "0") and given.get("quotePrefix", "0") in ("0", "false"):
            return style
        return self._like(style, numFmtId=number, applyNumberFormat="1", quotePrefix=None)

    def text(self) -> str:
        """The part with what was added."""
        text = self._text
        for name, items in self._lists.items():
            holder = element(name).search(text)
            if holder is not None and len(items) > self._had[name]:
                tag = f"<{self._prefix}{name}{with_attributes(holder['a'], {'count': str(len(items))})}>"
                inner = f"{holder['inner']}{''.join(items[self._had[name] :])}</{self._prefix}{name}>"
                text = text[: holder.start()] + tag + inner + text[holder.end() :]
        return text
