"""Lines of CSV recalled: a row whose cells have all been seen before is neither parsed nor decided again.

Every recalled line is put together from what the desk made of earlier rows. What a decision reads is
remembered in groups of cells, each with what it came to; what follows from the groups together is
remembered by their numbers. A whole page of rows is looked up group after group. Of a row with something
new only that is established, and only where the groups never came together so before it is concluded what
follows. A row with which anything is wrong goes to the desk.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Final

from returnctl.deciding.desk import Decision, Desk
from returnctl.values.finding import Finding
from returnctl.values.inert import inert
from returnctl.values.request import AskedBack, ReturnRequest
from returnctl.views.csv_text import RISKY, Lines, all_plain_ids, ids_text, kept_text, quoted_cell
from returnctl.views.kept_lines import kept_lines
from returnctl.views.recalled_memory import Found, Memory, Sought
from returnctl.views.recalled_parts import Answer, Known
from returnctl.views.recalled_rows import Asked, Cells, Page, Reader, Table
from returnctl.views.summary import FIRST, Shown, Tally, Why

# All that is remembered together; beyond it everything is forgotten, and learned again where it recurs.
_MOST_KEPT: Final = 100_000
_LEAST: Final = 1_000
_IDS: Final = ("order_id", "order_item_id", "rma_id")
_NO_OTHERS: Final[Mapping[int, AskedBack]] = {}

Answers = Callable[[int, int], list[str]]


class Recall:
    """The memory of one table of text, shared out among `tables` of them, and what is counted of it."""

    def __init__(self, desk: Desk, lines: Lines, tally: Tally, table: Table, tables: int = 1) -> None:
        self._tally, self.table = tally, table
        self.memory = Memory(desk, lines, table, max(_MOST_KEPT // tables, _LEAST))
        self.file = quoted_cell(table.source.file)
        self._order, self._sku = table.places.get("order_id"), table.places["sku"]
        self._noted: dict[Finding, int] = {}
        self.learned = 0

    def page(
        self, page: Page, read: Reader, unlike: Iterable[int] = (), asked_back: Mapping[int, AskedBack] = _NO_OTHERS
    ) -> Answers:
        """A function that gives the lines of some rows of a page, from one place to another.

        They are counted, and end with the first of which the desk has to be asked. `read` reads a row of which
        something is new; the rows that are `unlike` others are never recalled. `asked_back` is what others
        ask back of the order line of a row.
        """
        if self.memory.is_full:
            self.close()
            self.memory.forget()
        of_lines = [place for place in page.cut_by_hand() if not self.memory.may_hold(page.row(place))]
        return _Page(self, page, read, frozenset((*unlike, *of_lines)), asked_back).lines

    def learn(self, cells: Cells, decision: Decision, notes: tuple[Finding, ...]) -> None:
        """Remember a row with which nothing was wrong, of which the desk had `notes` to tell."""
        self.learned += 1
        if not self.memory.may_hold(cells):
            return
        again = [_what_counts(decision.request.asked_back)]
        self.memory.find(Sought(lambda at: (cells[at],), 1, lambda _: decision.request, again, set(), notes))

    def close(self) -> Iterable[tuple[Finding, int]]:
        """Count what was recalled (the overdue ones are counted already), and say how often which note applied."""
        for known in self.memory.known():
            for like, times in known.counts():
                self._tally.add_like(like, times)
                for note in known.follows.notes:
                    self._noted[note] = self._noted.get(note, 0) + times
        return self._noted.items()

    def listed(self, known: Known, named: tuple[str, str], answer: Answer, row: int, cells: Cells) -> None:
        """Count a request that may be one of the first of a list."""
        counted = known.follows.counted
        if counted.why is not None:
            times = known.named[named] = known.named.get(named, 0) + 1
            if times <= FIRST:
                why = Why(counted.why.rule, *named)
                self._tally.add_first(why, counted.note, self._shown(known, answer, row, cells))
        if answer.overdue and self._tally.comes_late(answer.by):
            self._tally.add_late(self._shown(known, answer, row, cells))

    def _shown(self, known: Known, answer: Answer, row: int, cells: Cells) -> Shown:
        order = cells[self._order].strip() if self._order is not None else ""
        advice = str(known.follows.counted.recommendation)
        return Shown(self.table.source.file, row, order, cells[self._sku], advice, answer.by, answer.zone)


class _Page:
    """A page of rows that are recalled."""

    def __init__(
        self, recall: Recall, page: Page, read: Reader, never: frozenset[int], asked_back: Mapping[int, AskedBack]
    ) -> None:
        self._recall, self._page, self._never, self._asked_back = recall, page, never, asked_back
        self._read = read
        self._asked: dict[int, Asked] = {}
        self._unlike = set(never)
        self._ids = self._called()
        self._kept = self._own_cells()
        again: Iterable[str] = repeat("", len(page.lines))
        if asked_back:
            again = [_what_counts(asked_back.get(place)) for place in range(len(page.lines))]
        self._learned = recall.learned
        self._found = recall.memory.find(Sought(page.column, len(page.lines), self._ask, again, self._unlike))
        self._alone = sorted(self._unlike)

    def lines(self, start: int, stop: int) -> list[str]:
        """The lines from one place to another, up to the first row of which the desk has to be asked."""
        done: list[str] = []
        while (place := start + len(done)) < stop:
            following = bisect_left(self._alone, place)
            end = min(self._alone[following], stop) if following < len(self._alone) else stop
            if end > place:
                done += self._put_together(self._found, place, end, 0)
            elif again := self._tried_again(place):
                done += again
            else:
                break
        return done

    def _ask(self, place: int) -> ReturnRequest:
        """The request of a row."""
        asked = self._asked.get(place)
        if asked is None:
            asked = self._asked[place] = Asked(self._page.lines[place], self._page.row(place), self._read)
        request, others = asked(), self._asked_back.get(place)
        return request if others is None else request._replace(asked_back=others)

    def _tried_again(self, place: int) -> list[str]:
        """The line of a row that was unlike others before the desk decided rows above it."""
        if place in self._never or self._recall.learned == self._learned or not self._ids[place]:
            return []
        cells, unlike = self._page.row(place), set[int]()
        again = [_what_counts(self._asked_back.get(place))]
        found = self._recall.memory.find(Sought(lambda at: (cells[at],), 1, lambda _: self._ask(place), again, unlike))
        return [] if unlike else self._put_together(found, place, place + 1, place)

    def _called(self) -> list[str]:
        """What the requests are called, as cells; unlike others where more than blanks has to be seen to."""
        page = self._page
        places = [self._recall.table.places.get(field) for field in _IDS]
        blank = [""] * len(page.lines)
        columns = [blank if place is None else page.column(place) for place in places]
        found = all_plain_ids(zip(*columns, strict=True))
        for place in [place for place, text in enumerate(found) if not text] if "" in found else ():
            one, two, three = (column[place].strip() for column in columns)
            if (one + two + three).isascii():
                found[place] = ids_text((one, two, three))
            else:
                self._unlike.add(place)
        return found

    def _own_cells(self) -> Sequence[str | None]:
        """The input's own cells that go before ours; None where they have to be looked at one by one."""
        table, page = self._recall.table, self._page
        if table.kept is None:
            return [""] * len(page.lines)
        if not table.whole:
            return [None] * len(page.lines)
        return kept_lines(page.records, page.delimiter)

    def _put_together(self, found: Found, start: int, stop: int, first: int) -> list[str]:  # the inmost loop
        """The lines from one place to another; the first row that was `found` stands at the place `first`."""
        done: list[str] = []
        recall, page, file = self._recall, self._page, self._recall.file
        here = slice(start, stop)
        rows = zip(
            map(str, page.lines[here]),
            self._ids[here],
            self._kept[here],
            *[each[start - first : stop - first] for each in found],
            strict=True,
        )
        for number, named, own, sku, _, marks, stage, reason, duty, day, worth, known in rows:
            before, rule, opening, told, marked, again, after, place, person = known.parts
            words = (stage.words, reason.words, duty.words, day.words, worth.words)
            if marked:
                words += self._words_again(found, first, start + len(done)) if again else marks.words
            answer, because = day.answers[place], opening + "; ".join(told(words))
            known.times += 1
            if person or answer.overdue:
                recall.listed(known, reason.named, answer, int(number), page.row(start + len(done)))
            if because[0] in RISKY:
                because = inert(because)
            cells = own if own is not None else self._cells_kept(start + len(done))
            done.append(
                f"{cells}{file},{number},{named}{sku},{reason.cells}{before}{answer.cells}{rule}{because}"
                f"{number.join(after)}"
            )
        return done

    def _words_again(self, found: Found, first: int, place: int) -> tuple[str, ...]:
        """The words of the marks of a row that tells whether others ask back its order line as well."""
        ground, marks = found.grounds[place - first], found.marks[place - first]
        return self._recall.memory.groups.words_again(ground, marks, self._asked_back.get(place))

    def _cells_kept(self, place: int) -> str:
        pick = self._recall.table.kept
        return kept_text(pick(self._page.row(place))) if pick else ""


def _what_counts(asked_back: AskedBack | None) -> str:
    """All that counts of what others ask back of an order line, beside where they stand."""
    return "" if asked_back is None else str(asked_back.units)
