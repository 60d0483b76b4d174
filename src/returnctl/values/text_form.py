"""How a table is written as text: what parts its cells, and what parts whole numbers from decimals."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

# With a comma or a point in it, such a number could be thousands.
_LIKE_THOUSANDS: Final = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


class TextForm(NamedTuple):
    """The sign between cells, and the decimal mark: a point or a comma."""

    delimiter: str = ","
    mark: str = "."

    def number(self, value: Decimal) -> str:
        """An amount that can be read in one way only: `1.234` gets a zero, as it could be thousands."""
        text = format(value, "f")
        if _LIKE_THOUSANDS.fullmatch(text):
            text += "0"
        return text.replace(".", self.mark)


CSV: Final = TextForm()
TSV: Final = TextForm("\t")
