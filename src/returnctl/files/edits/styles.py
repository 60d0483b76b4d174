"""The styles of a workbook with some more of them: fills for cells with findings, formats for mended cells."""

import re
from typing import Final

from returnctl.files.books.number_formats import format_of
from returnctl.files.edits.xml_text import UneditableError, attributes, element, prefix_of, with_attributes

_ORDER: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_ORDINARY: Final = {
    "fonts": ("font", ('<{p}font><{p}sz val="11"/><{p}name val="Calibri"/></{p}font>',)),
    "fills": (
        "fill",
        (
            '<{p}fill><{p}patternFill patternType="none"/></{p}fill>',
            '<{p}fill><{p}patternFill patternType="gray125"/></{p}fill>',
        ),
    ),
    "borders": ("border", ("<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom/></{p}border>",)),
    "cellXfs": ("xf", ('<{p}xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',)),
}
# The formats of a new workbook.
STYLES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_TEXT_FORMAT: Final = "49"
_COLOUR: Final = r'(?:rgb|theme|indexed)="[0-9A-Fa-f]{1,8}"(?: tint="-?[0-9.eE+-]{1,24}")?/>'
_KEPT_FILL: Final = re.compile(
    rf'<patternFill patternType="\w{{1,20}}"><fgColor {_COLOUR}(?:<bgColor {_COLOUR})?</patternFill>'
)


class Styles:
    """The styles of a workbook; new ones are put behind those that it has, which stay as they are."""

    def __init__(self, text: str) -> None:
        self.prefix = prefix_of(text)
        self._text = text
        self._lists = {name: self._items(name, item) for name, (item, _) in _ORDINARY.items()}
        self._had = {name: len(items) for name, items in self._lists.items()}
        self._known: dict[tuple[str, str, str], str] = {}
        self.formats = {
            found["numFmtId"]: found.get("formatCode", "")
            for match in element("numFmt").finditer(text)
            if "numFmtId" in (found := attributes(match["a"]))
        }

    def _items(self, name: str, item: str) -> list[str]:
        holder = element(name).search(self._text)
        return [match[0] for match in element(item).finditer(holder["inner"] or "")] if holder else []

    def add(self, name: str, written: str) -> str:
        """The number of a font, fill or style, which is added where there is none like it; `{p}` is the prefix."""
        items = self._lists[name]
        if not items:
            items += [each.format(p=self.prefix) for each in _ORDINARY[name][1]]
        written = written.replace("{p}", self.prefix)
        if written not in items[self._had[name] :]:
            items.append(written)
        return str(len(items) - 1 - items[::-1].index(written))

    def _style(self, style: str) -> str:
        items = self._lists["cellXfs"]
        if not items:
            self.add("cellXfs", _ORDINARY["cellXfs"][1][0])
        return items[int(style)] if style.isdecimal() and int(style) < len(items) else items[0]

    def _like(self, style: str, **changed: str | None) -> str:
        """The number of a style that differs from another in some attributes only."""
        match = element("xf").fullmatch(self._style(style))
        if match is None:
            raise UneditableError("cell formats that are not built as Excel builds them")
        tag = f"<{match['p']}xf{with_attributes(match['a'], changed)}"
        inner = match["inner"]
        return self.add("cellXfs", f"{tag}/>" if inner is None else f"{tag}>{inner}</{match['p']}xf>")

    def filled(self, style: str, colour: str) -> str:
        """A style with a fill of one colour, such as `FFFFC9CB`."""
        key = style, colour, "fill"
        if key not in self._known:
            colours = f'<{{p}}fgColor rgb="{colour}"/><{{p}}bgColor indexed="64"/>'
            pattern = f'<{{p}}patternFill patternType="solid">{colours}</{{p}}patternFill>'
            self._known[key] = self._like(
                style, fillId=self.add("fills", f"<{{p}}fill>{pattern}</{{p}}fill>"), applyFill="1"
            )
        return self._known[key]

    def unfilled(self, style: str, before: str = "") -> str:
        """A style without a fill, or with the one that `fill_of` gave before."""
        fill = "0"
        if _KEPT_FILL.fullmatch(before):
            fill = self.add("fills", "<{p}fill>" + re.sub(r"<(/?)", r"<\1{p}", before) + "</{p}fill>")
        return self._like(style, fillId=fill, applyFill=None if fill == "0" else "1")

    def fill_of(self, style: str) -> str:
        """The fill of a style, as it can be put back later; empty for none and for one of several colours."""
        place = attributes(self._style(style)).get("fillId", "0")
        fills = self._lists["fills"]
        if not place.isdecimal() or not 2 <= int(place) < len(fills):
            return ""
        bare = (
            re.sub(rf"<(/?){re.escape(self.prefix)}", r"<\1", fills[int(place)]) if self.prefix else fills[int(place)]
        )
        found = _KEPT_FILL.search(re.sub(r"\s+/>", "/>", bare))
        return found[0] if found else ""

    def with_fill(self, colours: frozenset[str]) -> frozenset[str]:
        """The numbers of the styles whose fill is of one of these colours."""
        fills = {
            str(n) for n, fill in enumerate(self._lists["fills"]) if any(f'"{c}"' in fill.upper() for c in colours)
        }
        return frozenset(
            str(n) for n, style in enumerate(self._lists["cellXfs"]) if attributes(style).get("fillId") in fills
        )

    def as_number(self, style: str) -> str:
        """A style in which a number is shown as one: General, unless it shows plain numbers already."""
        number = attributes(self._style(style)).get("numFmtId", "0")
        code = self.formats.get(number, "")
        odd = (
            number == _TEXT_FORMAT
            or "@" in code
            or format_of(code) is not None
            or (not code and number not in ("0", "1", "2", "3", "4"))
        )
        return self._in_format(style, "0" if odd else number)

    def as_date(self, style: str) -> str:
        """A style that shows a day as the merchant's own Excel writes it."""
        return self._in_format(style, "14")

    def _in_format(self, style: str, number: str) -> str:
        key = style, number, "format"
        if key not in self._known:
            given = attributes(self._style(style))
            plain = number == given.get("numFmtId", "0") and given.get("quotePrefix", "0") in ("0", "false")
            changed = {"numFmtId": number, "applyNumberFormat": "1", "quotePrefix": None}
            self._known[key] = style if plain else self._like(style, **changed)
        return self._known[key]

    def text(self) -> str:
        """The part with what was added."""
        text = self._text
        for name, items in self._lists.items():
            if len(items) > self._had[name]:
                text = self._with(text, name, items)
        return text

    def _with(self, text: str, name: str, items: list[str]) -> str:
        holder = element(name).search(text)
        if holder is not None:
            tag = with_attributes(holder["a"].rstrip("/"), {"count": str(len(items))})
            new = "".join(items[self._had[name] :])
            inner = f"<{self.prefix}{name}{tag}>{holder['inner'] or ''}{new}</{self.prefix}{name}>"
            return text[: holder.start()] + inner + text[holder.end() :]
        made = f'<{self.prefix}{name} count="{len(items)}">{"".join(items)}</{self.prefix}{name}>'
        later = "|".join((*_ORDER[_ORDER.index(name) + 1 :], "tableStyles", "colors", "extLst"))
        end = re.search(rf"<{self.prefix}(?:{later})(?=[\s/>])|</{self.prefix}styleSheet", text)
        if end is None:
            raise UneditableError("cell formats that are not built as Excel builds them")
        return text[: end.start()] + made + text[end.start() :]
