"""Write every file of this folder anew: `python examples/make_examples.py`, or with a folder to write to.

Everything is made up: the seller, his goods, order ids, RMAs and tracking ids. Nothing is random: ids are
digests of a label, so that one more row changes no other, and workbooks carry fixed dates and are stored
without compression, so that the same bytes come out on every machine.
"""

import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

os.environ.setdefault("OPENPYXL_LXML", "False")  # lxml would write the same XML in other bytes

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

Cells = Sequence[Any]
Sheets = dict[str, list[Cells]]


def names(text: str, mark: str = " ") -> list[str]:
    """The names of a header, as one reads them."""
    return text.split(mark)


YEAR: Final = 2026
MONTHS: Final = names("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
BLANK: Final = " "  # Amazon writes one space into most empty cells
Y, N = "Y", "N"


# --- The seller's goods ------------------------------------------------------------------------------


class Product(NamedTuple):
    """Something the seller sells, at the same price in every store."""

    name: str
    category: str
    price: str
    stock: int = 25


PRODUCTS: Final = {
    "LAMP-DESK-BLK": Product("LED Desk Lamp, Dimmable, Black", "Lighting", "34.99"),
    "LAMP-FLOOR-OAK": Product("Tripod Floor Lamp, Oak", "Lighting", "119.00"),
    "PENDANT-CU-30": Product("Pendant Light, Copper, 30 cm", "Lighting", "64.50"),
    "E27-4W+E27-6W+SOCKET": Product("Bulb Starter Set: 4 W, 6 W and Socket", "Lighting", "27.90"),
    "15.10_2Days_LED Strip 5m": Product("LED Strip 5 m, Warm White", "Lighting", "18.49"),
    "BULB-GU10-5W": Product("GU10 Bulb 5 W, Single", "Lighting", "5.99"),
    "BULB-E14-3P": Product("E14 Candle Bulbs, Pack of 3", "Lighting", "11.49"),
    "0004711": Product("Ceramic Mug Set, 4 Pieces", "Kitchen", "29.95"),
    "00815": Product("Enamel Milk Pot 1 l", "Kitchen", "22.00"),
    "Cable USB C 2m": Product("USB-C Cable 2 m, Braided", "Electronics", "7.50"),
    "PSU.12V.5A": Product("Power Supply 12 V 5 A", "Electronics", "16.80"),
    "MON-24-IPS": Product('24" monitor, IPS, matt', "PC", "179.00"),
    "TV-WALL-43": Product('Wall Mount for 43" to 55" screens', "Home Entertainment", "49.00"),
    "EARBUD-X2": Product("In-Ear Headphones X2", "Electronics", "39.90"),
    "MUG-PHOTO": Product("Mug with Your Own Photo", "Kitchen", "16.99"),
    "TEA-ASSAM-500": Product("Assam Tea, Loose Leaf, 500 g", "Grocery", "13.80"),
    "OUTLET-LAMP-01": Product("Outlet: Table Lamp, Last Season", "Lighting", "19.00"),
    "XMAS-TREE-180": Product("Artificial Christmas Tree 180 cm", "Seasonal", "89.00"),
    "LANTERN-SOLAR": Product("Solar Garden Lantern", "Lawn and Garden", "32.40", 0),
    "MIRROR-LED-80": Product("Bathroom Mirror with LED, 80 cm", "Home", "149.00"),
    "FAN-CEIL-52": Product("Ceiling Fan 52 Inch with Light", "Home Improvement", "219.00"),
    "CHAND-CRYSTAL": Product("Crystal Chandelier, 8 Arms", "Lighting", "389.00"),
    "LOCK-SMART-1": Product("Smart Door Lock", "Home Improvement", "129.00"),
    "CLIP-WHT-10": Product("Cable Clips, White, 10 Pieces", "Electronics", "3.49"),
    "HEATER-2KW": Product("Oil Radiator 2 kW", "Home", "79.90"),
    "HOODIE-GRY-M": Product("Hooded Jumper, Grey, M", "Apparel", "36.00"),
}

# --- The returns report ------------------------------------------------------------------------------

REPORT_HEADER: Final = names(
    "Order ID\tOrder date\tReturn request date\tReturn request status\tAmazon RMA ID\tMerchant RMA ID\tLabel type\t"
    "Label cost\tCurrency code\tReturn carrier\tTracking ID\tLabel to be paid by\tA-to-Z Claim\tIs prime\tASIN\t"
    "Merchant SKU\tItem Name\tReturn quantity\tReturn Reason\tIn policy\tReturn type\tResolution\tInvoice number\t"
    "Return delivery date\tOrder Amount\tOrder quantity\tSafeT Action reason\tSafeT claim id\tSafeT claim state\t"
    "SafeT claim creation time\tSafeT claim reimbursement amount\tRefunded Amount\tCategory\tVAT\tOrder Item ID",
    "\t",
)
CURRENCIES: Final = {"US": "USD", "UK": "GBP", "DE": "EUR", "FR": "EUR", "CA": "CAD"}
CHANNELS: Final = {"US": "Amazon.com", "UK": "Amazon.co.uk", "DE": "Amazon.de", "FR": "Amazon.fr", "CA": "Amazon.ca"}
CARRIERS: Final = {"US": "USPS", "UK": "Royal Mail", "DE": "DHL", "FR": "La Poste", "CA": "Canada Post"}
DAYS_UNDER_WAY: Final = {"US": 4, "UK": 2, "DE": 2, "FR": 4, "CA": 5}
# Label type, its cost, and who pays it.
UNPAID: Final = ("AmazonUnPaidLabel", "", "Customer")
PREPAID: Final = ("AmazonPrePaidLabel", "6.35", "Seller")
OWN: Final = ("MerchantPrePaidLabel", "5.20", "Seller")
NO_LABEL: Final = ("", "", "")
PENDING, APPROVED, COMPLETED, CLOSED = "PendingApproval", "Approved", "Completed", "Closed"


class Row(NamedTuple):
    """One row of the report. Days are written `5 Oct`; `order` labels an order of several rows."""

    store: str
    ordered: str
    requested: str
    status: str
    sku: str
    reason: str
    in_policy: str = ""
    label: tuple[str, str, str] = NO_LABEL
    units: str = "1 of 1"
    resolution: str = "StandardRefund"
    refunded: str = ""
    returned: str = ""
    claim: str = N
    order: str = ""
    rma: str = ""
    delivered: str = ""
    amount: str = ""
    safet: tuple[str, str] = ("", "")
    item_name: str = ""
    short: bool = False
    return_type: str = "C-Returns"
    fba: bool = False


SCAN: Final = "RefundAtFirstScan"
REPORT: Final = (
    # Change of mind, in policy: the everyday case
    Row("US", "2 Sep", "20 Sep", APPROVED, "PENDANT-CU-30", "CR-NOT_COMPATIBLE", Y, UNPAID),
    Row("US", "4 Sep", "21 Sep", APPROVED, "LAMP-DESK-BLK", "CR-UNWANTED_ITEM", Y, UNPAID),
    Row("US", "10 Sep", "22 Sep", APPROVED, "E27-4W+E27-6W+SOCKET", "CR-NOT_COMPATIBLE", Y, UNPAID),
    Row("US", "8 Sep", "23 Sep", APPROVED, "15.10_2Days_LED Strip 5m", "CR-NOT_COMPATIBLE", Y, UNPAID),
    Row("US", "12 Sep", "24 Sep", APPROVED, "PSU.12V.5A", "CR-NOT_COMPATIBLE", Y, PREPAID, resolution=SCAN),
    Row("US", "19 Sep", "1 Oct", APPROVED, "BULB-E14-3P", "CR-NOT_COMPATIBLE", Y, UNPAID),
    Row("US", "21 Sep", "3 Oct", APPROVED, "00815", "CR-UNWANTED_ITEM", Y, UNPAID, short=True),
    Row("US", "25 Sep", "6 Oct", APPROVED, "TV-WALL-43", "CR-NOT_COMPATIBLE", Y, UNPAID),
    Row("US", "28 Sep", "9 Oct", APPROVED, "0004711", "CR-NO_REASON_GIVEN", Y, UNPAID),
    Row("US", "1 Oct", "12 Oct", APPROVED, "LAMP-FLOOR-OAK", "CR-UNWANTED_ITEM", Y, PREPAID, resolution=SCAN),
    Row("US", "3 Oct", "15 Oct", APPROVED, "HOODIE-GRY-M", "AMZ-PG-APP-TOO-SMALL", Y, UNPAID),
    Row("US", "6 Oct", "17 Oct", APPROVED, "MON-24-IPS", "CR-FOUND_BETTER_PRICE", Y, UNPAID),
    Row("US", "9 Oct", "20 Oct", "PendingRefund", "PENDANT-CU-30", "CR-NOT_COMPATIBLE", Y, UNPAID),
    Row("US", "24 Oct", "3 Nov", APPROVED, "LAMP-DESK-BLK", "CR-ORDERED_WRONG_ITEM", Y, UNPAID),
    Row("US", "28 Oct", "6 Nov", "PendingLabel", "HEATER-2KW", "CR-UNWANTED_ITEM", Y),
    # The same reason in other spellings: no prefix, hyphens, a label, what an ERP makes of it
    Row("US", "7 Oct", "19 Oct", APPROVED, "HOODIE-GRY-M", "POOR_FIT", Y, UNPAID),
    Row("US", "11 Oct", "21 Oct", APPROVED, "LAMP-DESK-BLK", "UNWANTED_ITEM", Y, UNPAID),
    Row("US", "13 Oct", "23 Oct", APPROVED, "00815", "CR-ORDERED-WRONG-ITEM", Y, UNPAID),
    Row("US", "14 Oct", "24 Oct", APPROVED, "TV-WALL-43", "CR-UNWANTED_ITEM(客户退货-不想要的商品)", Y, UNPAID),
    Row("UK", "20 Oct", "29 Oct", APPROVED, "HEATER-2KW", "No longer needed", Y, UNPAID),
    Row("UK", "22 Oct", "31 Oct", APPROVED, "LAMP-DESK-BLK", "Defective/Does not work properly", Y),
    Row("US", "2 Nov", "16 Nov", APPROVED, "LAMP-DESK-BLK", "CR-QUIRKY_NEW_CODE", Y, UNPAID),
    # Cheap things: the money back, the goods stay
    Row("US", "30 Sep", "10 Oct", APPROVED, "Cable USB C 2m", "CR-UNWANTED_ITEM", Y, UNPAID),
    Row("US", "5 Oct", "14 Oct", APPROVED, "CLIP-WHT-10", "CR-NOT_COMPATIBLE", Y, UNPAID),
    Row("US", "4 Nov", "12 Nov", APPROVED, "BULB-E14-3P", "CR-NOT_COMPATIBLE", Y, UNPAID),
    Row("US", "8 Oct", "18 Oct", APPROVED, "CLIP-WHT-10", "CR-QUALITY_UNACCEPTABLE", N),
    Row("US", "20 Oct", "28 Oct", APPROVED, "BULB-GU10-5W", "AMZ-PG-BAD-DESC", Y, UNPAID),
    Row("UK", "12 Nov", "19 Nov", PENDING, "BULB-GU10-5W", "CR-NOT_COMPATIBLE", Y),
    # Other reasons: described badly, too late, disappointing
    Row("US", "15 Sep", "26 Sep", APPROVED, "LAMP-FLOOR-OAK", "AMZ-PG-BAD-DESC", Y, PREPAID),
    Row("US", "22 Sep", "4 Oct", APPROVED, "MIRROR-LED-80", "AMZ-PG-BAD-DESC", Y, UNPAID),
    Row("US", "26 Oct", "5 Nov", APPROVED, "LANTERN-SOLAR", "CR-QUALITY_UNACCEPTABLE", Y, UNPAID),
    Row("US", "16 Oct", "27 Oct", APPROVED, "0004711", "CR-MISSED_ESTIMATED_DELIVERY", Y, OWN),
    Row("US", "3 Nov", "14 Nov", APPROVED, "PSU.12V.5A", "CR-QUALITY_UNACCEPTABLE", Y, UNPAID),
    Row("US", "29 Oct", "8 Nov", APPROVED, "CHAND-CRYSTAL", "CR-UNAUTHORIZED_PURCHASE", Y),
    Row("UK", "5 Oct", "16 Oct", APPROVED, "PENDANT-CU-30", "NOT_AS_DESCRIBED", Y, OWN),
    Row("UK", "1 Nov", "9 Nov", APPROVED, "LAMP-DESK-BLK", "CR-QUALITY_UNACCEPTABLE", Y, UNPAID),
    Row("US", "6 Nov", "15 Nov", PENDING, "PSU.12V.5A", "CR-PRODUCT_RECALL", Y),
    # Faulty or wrong goods
    Row("US", "11 Sep", "25 Sep", APPROVED, "LAMP-DESK-BLK", "CR-DEFECTIVE", Y, PREPAID, resolution=SCAN),
    Row("US", "29 Sep", "8 Oct", APPROVED, "LAMP-DESK-BLK", "CR-DEFECTIVE", Y, UNPAID),
    Row("US", "2 Oct", "11 Oct", APPROVED, "MIRROR-LED-80", "CR-DAMAGED_BY_CARRIER", Y, OWN),
    Row("US", "10 Oct", "20 Oct", APPROVED, "PENDANT-CU-30", "CR-MISSING_PARTS", Y),
    Row("US", "12 Oct", "22 Oct", APPROVED, "TV-WALL-43", "CR-DEFECTIVE", Y),
    Row("US", "5 Nov", "13 Nov", PENDING, "E27-4W+E27-6W+SOCKET", "CR-MISSING_PARTS", Y),
    Row("US", "18 Oct", "26 Oct", APPROVED, "0004711", "CR-DAMAGED_BY_FC", Y, OWN),
    Row("US", "23 Oct", "2 Nov", APPROVED, "00815", "CR-SWITCHEROO", Y),
    Row("US", "27 Oct", "5 Nov", APPROVED, "PENDANT-CU-30", "CR-SWITCHEROO", Y, PREPAID),
    Row("UK", "25 Oct", "4 Nov", APPROVED, "LAMP-FLOOR-OAK", "CR-SWITCHEROO", Y),
    Row("US", "30 Oct", "9 Nov", APPROVED, "CHAND-CRYSTAL", "CR-DEFECTIVE", Y),
    Row("US", "1 Nov", "10 Nov", PENDING, "FAN-CEIL-52", "CR-DEFECTIVE", Y),
    Row("US", "9 Nov", "18 Nov", PENDING, "BULB-E14-3P", "CR-DAMAGED_BY_FC", Y, units="6 of 6"),
    Row("US", "8 Nov", "17 Nov", PENDING, "LANTERN-SOLAR", "CR-DEFECTIVE", Y),
    Row("US", "7 Nov", "19 Nov", PENDING, "BULB-GU10-5W", "CR-DEFECTIVE", Y),
    Row("US", "6 Nov", "16 Nov", PENDING, "Cable USB C 2m", "CR-DEFECTIVE", Y),
    # Amazon's mark says no, or nothing at all
    Row("US", "14 Sep", "27 Sep", APPROVED, "LAMP-FLOOR-OAK", "CR-UNWANTED_ITEM", N),
    Row("US", "13 Oct", "25 Oct", APPROVED, "HEATER-2KW", "CR-NOT_COMPATIBLE", N),
    Row("US", "20 Aug", "30 Sep", APPROVED, "TV-WALL-43", "CR-UNWANTED_ITEM", N),
    Row("US", "10 Aug", "29 Sep", APPROVED, "LAMP-DESK-BLK", "CR-UNWANTED_ITEM"),
    Row("US", "28 Sep", "30 Oct", APPROVED, "PENDANT-CU-30", "CR-NOT_COMPATIBLE"),
    Row("US", "12 Oct", "14 Nov", PENDING, "LAMP-FLOOR-OAK", "CR-DEFECTIVE"),
    Row("UK", "3 Aug", "28 Sep", APPROVED, "LAMP-FLOOR-OAK", "CR-UNWANTED_ITEM", N),
    Row("UK", "18 Aug", "5 Oct", APPROVED, "HEATER-2KW", "CR-NO_REASON_GIVEN"),
    Row("UK", "24 Jul", "7 Oct", APPROVED, "PENDANT-CU-30", "CR-DEFECTIVE", N),
    Row("UK", "9 Jul", "13 Oct", APPROVED, "LAMP-DESK-BLK", "AMZ-PG-BAD-DESC"),
    Row("UK", "16 Sep", "18 Oct", APPROVED, "00815", "CR-UNWANTED_ITEM"),
    # Goods that do not come back, and short windows: the override sheet at work
    Row("US", "17 Oct", "29 Oct", APPROVED, "EARBUD-X2", "CR-UNWANTED_ITEM", N),
    Row("US", "19 Oct", "30 Oct", APPROVED, "MUG-PHOTO", "CR-NO_REASON_GIVEN"),
    Row("US", "31 Oct", "7 Nov", APPROVED, "OUTLET-LAMP-01", "CR-NOT_COMPATIBLE"),
    Row("US", "2 Nov", "11 Nov", APPROVED, "EARBUD-X2", "CR-UNWANTED_ITEM", Y, UNPAID),
    Row("US", "4 Nov", "13 Nov", PENDING, "EARBUD-X2", "CR-DEFECTIVE"),
    Row("US", "9 Nov", "20 Nov", PENDING, "MUG-PHOTO", "CR-DAMAGED_BY_FC"),
    Row("US", "21 Oct", "1 Nov", APPROVED, "MUG-PHOTO", "AMZ-PG-BAD-DESC"),
    Row("US", "15 Oct", "24 Oct", APPROVED, "TEA-ASSAM-500", "CR-MISSED_ESTIMATED_DELIVERY", N),
    Row("UK", "10 Oct", "4 Nov", APPROVED, "XMAS-TREE-180", "CR-UNWANTED_ITEM"),
    Row("UK", "12 Oct", "7 Nov", APPROVED, "XMAS-TREE-180", "CR-NOT_COMPATIBLE", Y, UNPAID),
    Row("US", "5 Oct", "22 Oct", APPROVED, "XMAS-TREE-180", "CR-NOT_COMPATIBLE", delivered="8 Oct"),
    Row("US", "20 Oct", "5 Nov", APPROVED, "XMAS-TREE-180", "CR-UNWANTED_ITEM", Y, delivered="23 Oct"),
    Row("US", "1 Nov", "12 Nov", PENDING, "MON-24-IPS", "CR-NOT_COMPATIBLE", Y),
    Row("US", "26 Oct", "7 Nov", APPROVED, "LOCK-SMART-1", "CR-NOT_COMPATIBLE"),
    Row("CA", "27 Oct", "9 Nov", APPROVED, "LOCK-SMART-1", "CR-UNWANTED_ITEM", Y),
    # A claim first, whatever the rest
    Row("US", "17 Sep", "2 Oct", APPROVED, "PENDANT-CU-30", "CR-DEFECTIVE", Y, claim=Y),
    Row("US", "9 Sep", "28 Sep", CLOSED, "LAMP-DESK-BLK", "CR-SWITCHEROO", N, claim=Y),
    Row("UK", "30 Sep", "14 Oct", APPROVED, "MIRROR-LED-80", "CR-DAMAGED_BY_CARRIER", Y, OWN, claim=Y),
    # Goods are back; some money is, or all of it, or more than was paid
    Row("US", "3 Sep", "20 Sep", APPROVED, "HEATER-2KW", "CR-UNWANTED_ITEM", Y, UNPAID, returned="29 Sep"),
    Row("US", "1 Nov", "8 Nov", APPROVED, "LAMP-FLOOR-OAK", "CR-DEFECTIVE", Y, PREPAID, returned="18 Nov"),
    Row("UK", "28 Oct", "6 Nov", APPROVED, "TV-WALL-43", "CR-NOT_COMPATIBLE", Y, UNPAID, returned="16 Nov"),
    Row(
        "US",
        "5 Sep",
        "21 Sep",
        APPROVED,
        "MIRROR-LED-80",
        "CR-NOT_COMPATIBLE",
        Y,
        UNPAID,
        returned="1 Oct",
        refunded="119.20",
    ),
    Row(
        "UK", "7 Sep", "24 Sep", APPROVED, "0004711", "CR-UNWANTED_ITEM", Y, UNPAID, returned="5 Oct", refunded="20.00"
    ),
    Row(
        "US",
        "6 Sep",
        "22 Sep",
        COMPLETED,
        "0004711",
        "CR-NOT_COMPATIBLE",
        Y,
        UNPAID,
        returned="2 Oct",
        refunded="29.95",
    ),
    Row(
        "US",
        "31 Aug",
        "20 Sep",
        APPROVED,
        "E27-4W+E27-6W+SOCKET",
        "CR-DAMAGED_BY_FC",
        Y,
        PREPAID,
        returned="30 Sep",
        refunded="29.64",
        amount="27.90",
    ),
    Row(
        "US",
        "18 Sep",
        "1 Oct",
        COMPLETED,
        "MON-24-IPS",
        "CR-UNWANTED_ITEM",
        Y,
        UNPAID,
        returned="12 Oct",
        refunded="143.20",
        safet=("98143-00001-0000001", "Approved"),
    ),
    Row(
        "US",
        "23 Sep",
        "5 Oct",
        COMPLETED,
        "BULB-GU10-5W",
        "CR-DEFECTIVE",
        Y,
        resolution="ReturnlessRefund",
        refunded="5.99",
    ),
    Row("US", "16 Oct", "26 Oct", APPROVED, "LAMP-DESK-BLK", "CR-DEFECTIVE", Y, resolution="ReplacementIssued"),
    Row(
        "UK",
        "14 Sep",
        "26 Sep",
        COMPLETED,
        "LAMP-DESK-BLK",
        "CR-NOT_COMPATIBLE",
        Y,
        UNPAID,
        returned="6 Oct",
        refunded="34.99",
    ),
    # Closed without money
    Row("US", "8 Sep", "23 Sep", CLOSED, "TV-WALL-43", "CR-NOT_COMPATIBLE", Y, UNPAID),
    Row("US", "1 Sep", "25 Sep", "Rejected", "EARBUD-X2", "CR-UNWANTED_ITEM", N, short=True),
    Row("US", "20 Sep", "2 Oct", "Cancelled", "PENDANT-CU-30", "CR-ORDERED_WRONG_ITEM", Y),
    Row("UK", "11 Sep", "27 Sep", COMPLETED, "LAMP-FLOOR-OAK", "CR-UNWANTED_ITEM", Y, UNPAID),
    # Asked for twice: one lamp, two RMAs; one of two bulbs each is no repeat; nor is one after a closed one
    Row("US", "22 Oct", "1 Nov", APPROVED, "LAMP-DESK-BLK", "CR-UNWANTED_ITEM", Y, UNPAID, order="twice", rma="a"),
    Row("US", "22 Oct", "9 Nov", APPROVED, "LAMP-DESK-BLK", "CR-DEFECTIVE", Y, order="twice", rma="b"),
    Row("US", "22 Oct", "1 Nov", APPROVED, "0004711", "CR-UNWANTED_ITEM", Y, UNPAID, order="twice", rma="a"),
    Row(
        "US",
        "25 Oct",
        "3 Nov",
        APPROVED,
        "BULB-E14-3P",
        "CR-NOT_COMPATIBLE",
        Y,
        UNPAID,
        "1 of 2",
        order="both",
        rma="a",
    ),
    Row(
        "US",
        "25 Oct",
        "6 Nov",
        APPROVED,
        "BULB-E14-3P",
        "CR-NOT_COMPATIBLE",
        Y,
        UNPAID,
        "1 of 2",
        order="both",
        rma="b",
    ),
    Row("US", "24 Sep", "4 Oct", CLOSED, "TV-WALL-43", "CR-UNWANTED_ITEM", Y, UNPAID, order="again", rma="a"),
    Row("US", "24 Sep", "11 Oct", APPROVED, "TV-WALL-43", "CR-NOT_COMPATIBLE", Y, UNPAID, order="again", rma="b"),
    # Parcels that never arrived, or were refused
    Row("US", "27 Sep", "13 Oct", APPROVED, "0004711", "LOST_IN_TRANSIT", Y, return_type="Undelivered"),
    Row("UK", "1 Oct", "15 Oct", APPROVED, "PENDANT-CU-30", "UNDELIVERABLE_REFUSED", return_type="Undelivered"),
    Row("UK", "15 Oct", "27 Oct", APPROVED, "LAMP-DESK-BLK", "UNDELIVERABLE_UNKNOWN", return_type="Undelivered"),
    Row("US", "30 Oct", "10 Nov", APPROVED, "00815", "CR-EXTRA_ITEM", Y, UNPAID),
    # Misspelt and unlisted statuses, odd cells
    Row("US", "10 Nov", "20 Nov", "AuthorizationRequried", "HEATER-2KW", "CR-NOT_COMPATIBLE", Y),
    Row("US", "2 Nov", "10 Nov", "WithA-to-ZGuranteeClaim", "LAMP-DESK-BLK", "CR-DEFECTIVE", Y),
    Row(
        "US",
        "11 Nov",
        "20 Nov",
        APPROVED,
        "LAMP-DESK-BLK",
        "CR-UNWANTED_ITEM",
        Y,
        UNPAID,
        item_name='"LED Desk Lamp\tDimmable, Black"',
    ),
    Row("US", "3 Nov", "15 Nov", PENDING, "LAMP-FLOOR-OAK", "CR-UNWANTED_ITEM", Y, order="fba", fba=True),
    # New since the weekend: two still in time
    Row("US", "12 Nov", "22 Nov", PENDING, "LAMP-DESK-BLK", "CR-NOT_COMPATIBLE", Y),
    Row("US", "13 Nov", "22 Nov", PENDING, "0004711", "CR-DAMAGED_BY_CARRIER", Y),
    Row("US", "9 Nov", "21 Nov", PENDING, "HOODIE-GRY-M", "AMZ-PG-APP-TOO-LARGE", Y),
    # Euro: the report names no store, the orders report does
    Row("DE", "4 Oct", "15 Oct", APPROVED, "LAMP-DESK-BLK", "CR-UNWANTED_ITEM", Y, UNPAID),
    Row("DE", "12 Oct", "23 Oct", APPROVED, "PSU.12V.5A", "CR-NOT_COMPATIBLE"),
    Row("DE", "20 Sep", "16 Oct", APPROVED, "MON-24-IPS", "CR-UNWANTED_ITEM"),
    Row("DE", "29 Oct", "9 Nov", APPROVED, "OUTLET-LAMP-01", "CR-UNWANTED_ITEM"),
    Row("DE", "6 Nov", "16 Nov", PENDING, "15.10_2Days_LED Strip 5m", "Teile oder Zubehör fehlen", Y),
    Row("DE", "2 Jun", "19 Oct", APPROVED, "HEATER-2KW", "CR-DEFECTIVE", N),
    Row("FR", "8 Oct", "20 Oct", APPROVED, "PENDANT-CU-30", "CR-QUALITY_UNACCEPTABLE", Y, UNPAID),
    # Canada
    Row("CA", "6 Oct", "19 Oct", APPROVED, "LAMP-DESK-BLK", "CR-DEFECTIVE", Y),
    Row("CA", "15 Oct", "30 Oct", APPROVED, "TV-WALL-43", "CR-NOT_COMPATIBLE"),
)


def digits(label: str, count: int) -> str:
    """So many digits that belong to a label, always the same."""
    return str(int(sha256(label.encode()).hexdigest(), 16))[-count:]


def letters(label: str, count: int) -> str:
    """So many letters that belong to a label, always the same."""
    return "".join(chr(ord("A") + byte % 26) for byte in sha256(label.encode()).digest()[:count])


def day(text: str) -> date:
    """`5 Oct` as a date of the year."""
    number, month = text.split()
    return date(YEAR, MONTHS.index(month) + 1, int(number))


def amazon_day(value: date) -> str:
    """A date as Amazon's report writes it, in English whatever the computer speaks: `05-Oct-2026`."""
    return f"{value.day:02}-{MONTHS[value.month - 1]}-{value.year}"


def order_label(row: Row) -> str:
    """What tells this order from all others."""
    return row.order or f"{row.store} {row.ordered} {row.sku}"


def order_id(row: Row) -> str:
    """A made-up order id; no real one begins with 900."""
    label = order_label(row)
    return f"900-{digits(f'{label}/first', 7)}-{digits(f'{label}/second', 7)}"


def item_id(row: Row) -> str:
    """The id of the order line."""
    return "9" + digits(f"{order_label(row)} {row.sku}/item", 13)


def line_price(row: Row) -> Decimal:
    """What the ordered units cost together."""
    ordered = int(row.units.split(" of ")[1])
    return Decimal(row.amount) if row.amount else Decimal(PRODUCTS[row.sku].price) * ordered


def asin(sku: str) -> str:
    """A made-up ASIN."""
    return "B0" + letters(f"{sku}/asin", 8)


def report_row(row: Row) -> list[str]:
    """The cells of one row of the report, 35 or, for a short row, those up to the last that is filled."""
    label = order_label(row)
    kind, cost, payer = row.label
    returning, ordered = row.units.split(" of ")
    safet_id, safet_state = row.safet
    product = PRODUCTS[row.sku]
    europe = row.store in ("UK", "DE", "FR")
    tracked = bool(row.returned) or kind in (PREPAID[0], OWN[0])
    cells = [
        order_id(row), amazon_day(day(row.ordered)), amazon_day(day(row.requested)), row.status,
        f"D{letters(f'{label}/{row.rma}/rma', 8)}RRMA", "", kind, cost, CURRENCIES[row.store],
        CARRIERS[row.store] if tracked else "", f"TEST{digits(f'{label}/tracking', 10)}" if tracked else "", payer,
        row.claim, N, asin(row.sku), row.sku, row.item_name or product.name, returning, row.reason, row.in_policy,
        row.return_type, row.resolution, "", amazon_day(day(row.returned)) if row.returned else "",
        str(line_price(row)), ordered, "Customer damaged the item" if safet_id else "", safet_id, safet_state,
        "21-Oct-2026 10:11:12" if safet_id else "", "35.80" if safet_id else "", row.refunded,
        product.category if europe else "", "", item_id(row),
    ]  # fmt: skip
    if row.short:
        cells = cells[:26]
    return [cell or BLANK for cell in cells]


def report() -> list[Row]:
    """The rows in the order of the report: by the day of the request."""
    return sorted(REPORT, key=lambda row: day(row.requested))


# --- Files beside the report -------------------------------------------------------------------------

ORDERS_HEADER: Final = names(
    "amazon-order-id merchant-order-id purchase-date last-updated-date order-status order-item-id fulfillment-channel "
    "sales-channel order-channel ship-service-level product-name sku asin item-status quantity currency item-price "
    "item-tax shipping-price shipping-tax gift-wrap-price gift-wrap-tax item-promotion-discount "
    "ship-promotion-discount ship-city ship-state ship-postal-code ship-country promotion-ids cpf is-business-order "
    "purchase-order-number price-designation signature-confirmation-recommended"
)
LISTING_HEADER: Final = names(
    "item-name item-description listing-id seller-sku price quantity open-date image-url item-is-marketplace "
    "product-id-type item-note item-condition asin1 product-id add-delete pending-quantity fulfillment-channel "
    "merchant-shipping-group status"
)


def orders() -> list[list[str]]:
    """Amazon's all-orders report: one row for each order line of the returns report."""
    found: dict[str, list[str]] = {}
    for row in sorted(REPORT, key=lambda row: day(row.ordered)):
        ordered = day(row.ordered)
        values = {
            "amazon-order-id": order_id(row),
            "merchant-order-id": order_id(row),
            "purchase-date": f"{ordered.isoformat()}T18:{int(digits(item_id(row), 1)) % 6}5:00+00:00",
            "last-updated-date": f"{(ordered + timedelta(days=2)).isoformat()}T06:10:00+00:00",
            "order-status": "Shipped",
            "order-item-id": item_id(row),
            "fulfillment-channel": "Amazon" if row.fba else "Merchant",
            "sales-channel": CHANNELS[row.store],
            "ship-service-level": "Standard",
            "product-name": PRODUCTS[row.sku].name,
            "sku": row.sku,
            "asin": asin(row.sku),
            "item-status": "Shipped",
            "quantity": row.units.split(" of ")[1],
            "currency": CURRENCIES[row.store],
            "item-price": str(line_price(row)),
            "ship-country": "GB" if row.store == "UK" else row.store,
            "is-business-order": "false",
            "signature-confirmation-recommended": "false",
        }
        found[item_id(row)] = [values.get(name, "") for name in ORDERS_HEADER]
    return [ORDERS_HEADER, *found.values()]


def inventory() -> list[list[str]]:
    """Amazon's listing report; one product is out of stock."""
    rows = [LISTING_HEADER]
    for sku, product in PRODUCTS.items():
        values = {
            "item-name": product.name,
            "listing-id": f"0101{letters(f'{sku}/listing', 7)}",
            "seller-sku": sku,
            "price": product.price,
            "quantity": str(product.stock),
            "open-date": "2026-01-12 08:00:00 PST",
            "item-is-marketplace": "y",
            "product-id-type": "1",
            "item-condition": "11",
            "asin1": asin(sku),
            "product-id": asin(sku),
            "fulfillment-channel": "DEFAULT",
            "status": "Active",
        }
        rows.append([values.get(name, "") for name in LISTING_HEADER])
    return rows


def deliveries() -> list[list[str]]:
    """A carrier's table: the order and the day on which it was delivered; parcels that were lost are not in it."""
    found: dict[str, list[str]] = {}
    for row in sorted(REPORT, key=lambda row: day(row.ordered)):
        delivered = day(row.delivered) if row.delivered else day(row.ordered) + timedelta(DAYS_UNDER_WAY[row.store])
        if row.return_type == "C-Returns" and not row.fba:
            found[order_id(row)] = [order_id(row), f"TEST{digits(order_id(row), 12)}", delivered.isoformat()]
    return [["Order ID", "Tracking number", "Date delivered"], *found.values()]


# --- Policy and overrides ----------------------------------------------------------------------------

SETTINGS: Final[list[Cells]] = [
    ["setting", "valid_from", "valid_to", "default", "US", "UK", "DE"],
    ["authorization", None, None, "authorize-each", "automatic-in-policy", "automatic-in-policy",
     "automatic-in-policy"],
    ["automatic_window_days", None, None, 30, None, None, None],
    ["return_window_days", None, None, None, 30, 30, None],
    ["longest_delivery_days", None, None, 14, 10, 7, 7],
    ["returnless_up_to", None, date(2026, 10, 31), "none", 8, 6, 7],
    ["returnless_up_to", date(2026, 11, 1), None, "none", 12, 9, 10],
    ["keep_up_to", None, None, None, 40, 30, 35],
    ["review_above", None, None, 300, 250, 200, 230],
    ["label_paid_by", None, None, "fault", "seller", "fault", "fault"],
    ["respond_within_hours", None, None, 24, None, None, None],
    ["label", None, None, "amazon-unpaid", "amazon-prepaid", None, None],
    ["rma_number", None, None, "amazon", None, None, None],
    ["notify_by_email", None, None, "yes", None, None, None],
    ["return_instructions", None, None, "Please put a copy of the order into the parcel.", None, None, None],
]  # fmt: skip
HOLIDAYS: Final[list[Cells]] = [
    ["store", "category", "counted_from", "from", "to", "request_by"],
    ["US", None, "order", date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 31)],
    ["UK", None, "order", date(2026, 11, 1), date(2026, 12, 25), date(2027, 1, 31)],
    ["DE", None, "order", date(2026, 11, 1), date(2026, 12, 25), date(2027, 1, 31)],
]
REASONS: Final[list[Cells]] = [
    ["code", "label", "family", "fault", "note", "store"],
    ["CR-PRODUCT_RECALL", "Product recall", "recall", "seller", "safety recall: ask for the batch number", None],
    ["CR-NOT_COMPATIBLE", "Incompatible or not useful", "change-of-mind", "buyer",
     "offer the bulb with the right cap first", None],
    ["CR-QUALITY_UNACCEPTABLE", "Performance or quality not adequate", "other", "seller",
     "ask what was expected", "UK"],
]  # fmt: skip
CATEGORIES: Final[list[Cells]] = [
    ["store", "category", "return_window_days", "returnable", "not_returnable_because"],
    ["UK", "Seasonal", 45, None, None],
    ["UK", "Lighting", 60, None, None],
    ["DE", "Grocery", None, "no", "perishable"],
]
TESTS: Final[list[Cells]] = [
    ["sku", "reason", "store", "order_date", "delivery_date", "request_date", "amount", "in_policy", "expect", "rule"],
    ["ANY-LAMP", "CR-DEFECTIVE", "US", date(2026, 9, 1), date(2026, 9, 4), date(2026, 9, 14), Decimal("24.90"), None,
     "replace", "faulty"],
    ["ANY-LAMP", "CR-DEFECTIVE", "US", date(2026, 9, 1), date(2026, 9, 4), date(2026, 9, 14), 749, None,
     "review", "high-value"],
    ["ANY-LAMP", "CR-UNWANTED_ITEM", "US", date(2026, 9, 1), date(2026, 9, 4), date(2026, 10, 4), Decimal("24.90"),
     None, "return-and-refund", "unwanted"],
    ["ANY-LAMP", "CR-UNWANTED_ITEM", "US", date(2026, 9, 1), date(2026, 9, 4), date(2026, 10, 5), Decimal("24.90"),
     None, "review", "late"],
    ["ANY-LAMP", "CR-UNWANTED_ITEM", "US", date(2026, 11, 20), date(2026, 11, 24), date(2027, 1, 25),
     Decimal("24.90"), None, "return-and-refund", "unwanted"],
    ["ANY-LAMP", "CR-PRODUCT_RECALL", "UK", date(2026, 9, 1), date(2026, 9, 4), date(2026, 9, 14), Decimal("24.90"),
     "Y", "accept", "any-other-reason"],
]  # fmt: skip
POLICY: Final[Sheets] = {
    "Settings": SETTINGS,
    "Holidays": HOLIDAYS,
    "Reasons": REASONS,
    "Categories": CATEGORIES,
    "Tests": TESTS,
}
OWN_RULES: Final[Sheets] = {
    "Settings": [
        ["setting", "default", "US", "UK"],
        ["returnless_up_to", "none", 8, 6],
        ["keep_up_to", "none", None, None],
        ["longest_delivery_days", 10, None, 7],
    ],
    "Reasons": [REASONS[0], REASONS[1]],
    "Rules": [
        ["rule", "family", "duty", "window", "replacement", "value", "recommendation", "item", "note"],
        ["recalled", "recall", None, None, None, None, "refund-only", "keep", "tell the customer not to use it"],
        ["never-arrived", "parcel", None, None, None, None, "review", None, "look at the tracking first"],
        ["too-late", None, "may-refuse, silent", "guarantee, outside", None, None, "review", None, None],
        ["not-worth-a-parcel", None, None, None, None, "small", "refund-only", "keep", None],
        ["send-a-new-one", "product-fault, wrong-item", None, None, "available", None, "replace", "send-back",
         "the label is on us"],
        ["our-fault", "product-fault, wrong-item, misdescribed", None, None, None, None, "return-and-refund",
         "send-back", None],
        ["all-the-rest", None, None, None, None, None, "accept", "send-back", None],
    ],
}  # fmt: skip
OVERRIDE_COLUMNS: Final = names(
    "sku store authorization return_window_days returnable not_returnable_because replacement returnless_up_to "
    "keep_up_to review_above label_paid_by restocking_fee_percent valid_from valid_to note"
)


def override(sku: str, **terms: Any) -> list[Any]:
    """One row of the override sheet; what is not named stays blank and is inherited."""
    return [{"sku": sku, **terms}.get(name) for name in OVERRIDE_COLUMNS]


OVERRIDES: Final[list[Cells]] = [
    OVERRIDE_COLUMNS,
    override("XMAS-TREE-180", return_window_days=10, note="goods of the season: ten days"),
    override("EARBUD-X2", returnable="no", not_returnable_because="hygiene-unsealed"),
    override("MUG-PHOTO", returnable="no", not_returnable_because="made-to-order"),
    override("TEA-ASSAM-500", returnable="no", not_returnable_because="perishable"),
    override("OUTLET-LAMP-01", returnable="no", note="last season, no ground in law"),
    override("MIRROR-LED-80", replacement="no", note="sold out, no more to come"),
    override("LANTERN-SOLAR", replacement="no", valid_from=date(2026, 11, 1), valid_to=date(2026, 12, 15),
             note="new stock on 16 December"),
    override("BULB-GU10-5W", replacement="no", returnless_up_to=15),
    override("Cable USB C 2m", authorization="AUTOMATIC", replacement="no"),
    override("0004711", keep_up_to=25, note="text, or the zeros are lost"),
    override("00815", returnless_up_to="none", store="UK"),
    override("E27-4W+E27-6W+SOCKET", keep_up_to=60),
    override("15.10_2Days_LED Strip 5m", store="UK", returnless_up_to=20),
    override("15.10_2Days_LED Strip 5m", store="DE", returnless_up_to=22),
    override("MON-24-IPS", authorization="MANUAL", keep_up_to="none", review_above=150),
    override("LOCK-SMART-1", authorization="MANUAL"),
    override("FAN-CEIL-52", label_paid_by="buyer", restocking_fee_percent=15),
    override("CHAND-CRYSTAL", keep_up_to="none", review_above=300),
    override("HEATER-2KW", return_window_days=60, valid_from=date(2026, 9, 1), note="try it all autumn"),
    override("HEATER-2KW", store="UK", label_paid_by="seller"),
    override("TV-WALL-43", return_window_days=45, store="CA"),
    override("CLIP-WHT-10", returnless_up_to=5, store="UK"),
]  # fmt: skip
AMAZON_OVERRIDES: Final[list[Cells]] = [
    ["TemplateType=ReturnRequestAuthorization", "Version=1.0"],
    ["SKU", "Action"],
    ["PENDANT-CU-30", "AUTOMATIC"],
    ["0004711", "AUTOMATIC"],
    ["CHAND-CRYSTAL", "MANUAL"],
    ["XMAS-TREE-180", "MANUAL"],
    ["LAMP-DESK-BLK", "DELETE"],
]

# Amazon's answer to `broken/amazon-overrides-unknown-action.txt`; its wording is made up.
PROCESSING_REPORT: Final[list[Cells]] = [
    ["Feed Processing Summary:"],
    ["Number of records processed: 2"],
    ["Number of records successful: 1"],
    [],
    ["original-record-number", "error-code", "error-type", "error-message"],
    ["2", "41010", "error", "The action must be AUTOMATIC, MANUAL or DELETE."],
]

# --- Writing -----------------------------------------------------------------------------------------

_HEAD: Final = Font(bold=True, color="FFFFFF")
_FILL: Final = PatternFill("solid", fgColor="1F4E5F")
_TEXT_COLUMNS: Final = frozenset({"sku", "Merchant SKU", "Order ID", "Order Item ID"})
_NOTES: Final = {
    "Settings": "A blank cell inherits: the store from the default, the default from what is built in. "
    "`none` means explicitly nothing. Rows of one setting may repeat for other periods.",
    "Holidays": "Bought (or shipped) from - to, request by: all days are inclusive. A season only ever lengthens.",
    "Reasons": "A reason listed here wins over the built-in one. A family of your own may have a new name.",
    "Categories": "The category as Amazon's report names it. A blank store means every store.",
    "Tests": "A request in each row, and what you expect of it.",
    "Rules": "From top to bottom: the first row that fits decides. A blank cell means any.",
    "Overrides": "One SKU in each row. A blank cell inherits, `none` means explicitly nothing. "
    "Keep this column as text, or Excel takes away leading zeros.",
}
_MADE: Final = "2026-11-23T00:00:00Z"


def delimited(rows: Iterable[Cells], mark: str = "\t", end: str = "\n") -> str:
    """Rows as text; a cell that holds the mark or a quote stands in quotes. None is blank."""
    return "".join(mark.join(_plain(cell, mark) for cell in row) + end for row in rows)


def _plain(cell: Any, mark: str) -> str:
    text = "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
    return '"' + text.replace('"', '""') + '"' if mark in text or '"' in text else text


def raw_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as Amazon writes them: tabs between, quotes as they stand."""
    return "".join("\t".join(row) + "\n" for row in rows)


def workbook(sheets: Sheets) -> bytes:
    """A workbook that a person likes to open: coloured and frozen header, filter, widths, SKUs as text."""
    book = empty_book()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(number, column, value)
                if isinstance(value, date):
                    cell.number_format = "yyyy-mm-dd"
                elif isinstance(value, Decimal):
                    cell.number_format = "0.00"
                elif rows[0][column - 1] in _TEXT_COLUMNS:
                    cell.number_format = "@"
        _dress(sheet, rows)
    return frozen(book)


def empty_book() -> Workbook:
    """A workbook without any sheet."""
    book = Workbook()
    for title in book.sheetnames:
        del book[title]
    return book


def _dress(sheet: Any, rows: list[Cells]) -> None:
    if sheet.title in _NOTES:
        sheet["A1"].comment = Comment(_NOTES[sheet.title], "returnctl", height=90, width=320)
    for cell in sheet[1]:
        cell.font, cell.fill = _HEAD, _FILL
        cell.alignment = Alignment(vertical="center")
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    for column in range(1, len(rows[0]) + 1):
        longest = max(len(str(row[column - 1] or "")) for row in rows if len(row) >= column)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 3, 9), 48)


def frozen(book: Workbook) -> bytes:
    """The workbook in bytes that do not depend on the moment, the machine or its zip library."""
    made = io.BytesIO()
    book.save(made)
    target = io.BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as stored:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + _MADE.encode(), content)
            part = zipfile.ZipInfo(name, (2026, 11, 23, 0, 0, 0))
            part.create_system = 3
            stored.writestr(part, content)
    return target.getvalue()


def main_files() -> dict[str, bytes]:
    """The report, the files beside it, policy and overrides."""
    return {
        "returns-report.txt": raw_text([REPORT_HEADER, *map(report_row, report())]).encode(),
        "orders.txt": raw_text(orders()).encode(),
        "inventory.txt": raw_text(inventory()).encode(),
        "deliveries.csv": delimited(deliveries(), ",").encode(),
        "policy.xlsx": workbook(POLICY),
        "policy-own-rules.xlsx": workbook(OWN_RULES),
        "overrides.xlsx": workbook({"Overrides": OVERRIDES}),
        "overrides-messy.xlsx": messy_workbook(),
        "overrides-messy.csv": delimited(
            [*MESSY, messy("12E34", keep_up_to=20), messy("3-1", keep_up_to=20)], ","
        ).encode(),
        "overrides-to-fix.csv": delimited(TO_FIX, ",").encode(),
        "settings.csv": delimited(SETTINGS, ",").encode(),
        "overrides.csv": delimited(OVERRIDES, ",").encode(),
        "amazon-overrides.txt": delimited(AMAZON_OVERRIDES).encode(),
        "amazon-processing-report.txt": delimited(PROCESSING_REPORT).encode(),
    }


# --- Overrides with slips that a program can mend ----------------------------------------------------

TO_FIX: Final[list[Cells]] = [
    names("sku store authorization return_window_days returnable keep_up_to"),
    ["LAMP-DESK-BLK", "us", "Manual", "４５", "Yes", None],
    [" PENDANT-CU-30", None, None, None, None, 25],
    ["HEATER-2KW", "DE", "automatic", "60 days", None, None],
]


# --- Overrides as they look after a year of many hands -----------------------------------------------

MESSY_COLUMNS: Final = names(
    "sku store authorization return_window_days returnable not_returnable_because replacement keep_up_to review_above "
    "valid_to remarks"
)


def messy(sku: Any, **terms: Any) -> list[Any]:
    """One row of the messy sheet."""
    return [{"sku": sku, **terms}.get(name) for name in MESSY_COLUMNS]


MESSY: Final[list[Cells]] = [
    MESSY_COLUMNS,
    messy("XMAS-TREE-180", return_window_days=10, remarks="goods of the season"),
    messy("LAMP-DESK-BLK", store="US", return_window_days=30),
    messy("OUTLET-LAMP-01", returnable="no"),
    messy("LOCK-SMART-1", authorization="MANUAL", remarks="dear, ask Eva first"),
    messy("EARBUD-X2", not_returnable_because="hygiene-unsealed"),
    messy("MON-24-IPS", keep_up_to=400, review_above=150),
    messy(4711, keep_up_to=25),
    messy("LANTERN-SOLAR", replacement="no", valid_to=date(2026, 9, 30)),
    messy("lamp-floor-oak", keep_up_to=60),
    messy("LAMP-FLOOR-OAK", store="DE", return_window_days=20),
    messy("TEA-ASSAM-500", store="DE", keep_up_to=12),
    messy("HEATER-2KW", return_window_days="60 days"),
    messy("BULB-GU10-5W", keep_up_to=15),
    messy("BULB-GU10-5W", keep_up_to=20),
    messy("CHAND-CRYSTAL", review_above=300),
    messy("CHAND-CRYSTAL", keep_up_to="none"),
    messy("FAN-CEIL-52", store="GER", keep_up_to=20),
]

# SKUs that stand in a text file as they should, until Excel opens it.
MESSY_IN_TEXT: Final = [messy("12E34", keep_up_to=20), messy("3-1", keep_up_to=20)]


def messy_workbook() -> bytes:
    """The messy sheet with what was done to it in Excel: a currency sign, a hidden row, a hidden column."""
    book = empty_book()
    sheet = book.create_sheet("Overrides")
    for row in MESSY:
        sheet.append(row)
    sheet["H12"].number_format = "[$$-409]#,##0.00"
    sheet["J9"].number_format = "yyyy-mm-dd"
    sheet.row_dimensions[9].hidden = True
    sheet.column_dimensions["G"].hidden = True
    for column, width in (("A", 18), ("C", 14), ("D", 20), ("F", 24), ("K", 24)):
        sheet.column_dimensions[column].width = width
    return frozen(book)


# --- The same few requests in every shape ------------------------------------------------------------


class Plain(NamedTuple):
    """One request as every format can hold it. Days are dates; `money` is what was refunded."""

    order: str
    ordered: date
    requested: date
    status: str
    rma: str
    sku: str
    name: str
    reason: str
    in_policy: str
    amount: str
    money: str = ""
    resolution: str = "StandardRefund"


def plain(label: str, ordered: str, requested: str, status: str, sku: str, *cells: str) -> Plain:
    """A request with a made-up order id and RMA."""
    order = f"901-{digits(f'{label}/first', 7)}-{digits(f'{label}/second', 7)}"
    rma = f"D{letters(f'{label}/rma', 8)}RRMA"
    return Plain(order, day(ordered), day(requested), status, rma, sku, PRODUCTS[sku].name, *cells)


HANDFUL: Final = (
    plain("faulty", "28 Sep", "15 Oct", PENDING, "LAMP-DESK-BLK", "CR-DEFECTIVE", Y, "34.99"),
    plain("unwanted", "3 Oct", "19 Oct", APPROVED, "E27-4W+E27-6W+SOCKET", "CR-UNWANTED_ITEM", Y, "27.90"),
    plain("wrong", "6 Oct", "20 Oct", PENDING, "0004711", "CR-SWITCHEROO", Y, "29.95"),
    plain("described", "8 Oct", "23 Oct", APPROVED, "MON-24-IPS", "AMZ-PG-BAD-DESC", Y, "179.00"),
    plain("lost", "17 Oct", "29 Oct", PENDING, "PENDANT-CU-30", "UNDELIVERABLE_UNKNOWN", Y, "64.50"),
    plain("done", "14 Sep", "21 Oct", "Completed", "TV-WALL-43", "CR-DEFECTIVE", Y, "49.00", "49.00"),
    plain("refusable", "18 Oct", "31 Oct", PENDING, "HEATER-2KW", "CR-UNWANTED_ITEM", N, "79.90"),
)
INDIAN_NAMES: Final = {
    "Merchant RMA ID": "Seller RMA ID",
    "A-to-Z Claim": "A-to-z claim",
    "Return Reason": "Return reason",
    "SafeT claim id": "SafeT claim ID",
}
GERMAN_NAMES: Final = {
    "LAMP-DESK-BLK": "Schreibtischlampe für Büro, dimmbar",
    "0004711": "Bechersatz, weiß, 4 Stück",
    "MON-24-IPS": "Bildschirm 24 Zoll, größer als gewohnt",
}
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
OUR_COLUMNS: Final = names(
    "order_id rma_id sku reason order_date request_date status quantity order_quantity amount refunded_amount currency "
    "in_policy resolution item_name"
)


def values_of(request: Plain, currency: str = "USD") -> dict[str, Any]:
    """The request under the headers of Amazon's report, with days as dates and amounts as numbers."""
    return {
        "Order ID": request.order,
        "Order date": request.ordered,
        "Return request date": request.requested,
        "Return request status": request.status,
        "Amazon RMA ID": request.rma,
        "Currency code": currency,
        "A-to-Z Claim": N,
        "Is prime": N,
        "ASIN": asin(request.sku),
        "Merchant SKU": request.sku,
        "Item Name": request.name,
        "Return quantity": 1,
        "Return Reason": request.reason,
        "In policy": request.in_policy,
        "Return type": "C-Returns",
        "Resolution": request.resolution,
        "Order Amount": Decimal(request.amount),
        "Order quantity": 1,
        "Refunded Amount": Decimal(request.money) if request.money else None,
        "Order Item ID": "9" + digits(f"{request.order}/item", 13),
    }


def table(columns: Sequence[str], currency: str = "USD", dates: str = "{0.day:02}-{1}-{0.year}") -> list[list[str]]:
    """The requests as text under the given headers of Amazon's report."""
    rows = [list(columns)]
    for request in HANDFUL:
        values = values_of(request, currency)
        rows.append([_cell(values.get(name), dates) for name in columns])
    return rows


def _cell(value: Any, dates: str) -> str:
    if value is None:
        return ""
    return dates.format(value, MONTHS[value.month - 1]) if isinstance(value, date) else str(value)


def renamed(rows: list[list[str]], header: Iterable[str]) -> list[list[str]]:
    """The table under another header."""
    return [list(header), *rows[1:]]


def xml_report() -> str:
    """Amazon's XML report; of the third order two units come back, and the item stands twice."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<AmazonEnvelope xmlns:xsi="{XSI}" xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">',
        "  <Header>\n    <DocumentVersion>1.00</DocumentVersion>\n  </Header>",
        "  <MessageType>Returns-Report</MessageType>\n  <Message>",
    ]
    for number, request in enumerate(HANDFUL):
        parts.extend(_xml_return(request, times=2 if number == 2 else 1))
    return "\n".join([*parts, "  </Message>", "</AmazonEnvelope>", ""])


def _xml_return(request: Plain, times: int) -> Iterable[str]:
    yield "    <return_details>"
    item = {
        "item_name": request.name.replace('"', "&quot;"), "asin": asin(request.sku),
        "return_reason_code": request.reason, "merchant_sku": request.sku, "in_policy": request.in_policy,
        "return_quantity": "1", "resolution": request.resolution, "refund_amount": request.money,
    }  # fmt: skip
    for _ in range(times):
        yield from ("      <item_details>", *_elements(item, 8), "      </item_details>")
    order = {
        "order_id": request.order, "order_date": f"{request.ordered.isoformat()}T17:08:47Z",
        "amazon_rma_id": request.rma, "return_request_date": f"{request.requested.isoformat()}T20:15:00Z",
        "return_request_status": request.status, "a_to_z_claim": "false", "is_prime": N,
    }  # fmt: skip
    yield from _elements(order, 6)
    yield from ("      <label_details>", *_elements({"currency_code": "USD"}, 8), "      </label_details>")
    paid = str(Decimal(request.amount) * times)
    last = {"return_type": "C-Returns", "order_amount": paid, "order_quantity": str(times)}
    yield from (*_elements(last, 6), "    </return_details>")


def _elements(values: dict[str, str], indent: int) -> list[str]:
    return [" " * indent + f"<{name}>{text}</{name}>" for name, text in values.items() if text]


def our_rows() -> list[dict[str, Any]]:
    """The requests under the names of our own table."""
    return [
        {
            "order_id": each.order, "rma_id": each.rma, "sku": each.sku, "reason": each.reason,
            "order_date": each.ordered.isoformat(), "request_date": each.requested.isoformat(),
            "status": each.status, "quantity": 1, "order_quantity": 1, "amount": each.amount,
            "refunded_amount": each.money or None, "currency": "USD", "in_policy": each.in_policy == Y,
            "resolution": each.resolution, "item_name": each.name,
        }
        for each in HANDFUL
    ]  # fmt: skip


def our_csv() -> str:
    """Our own request table; yes and no are written out."""
    rows = [[("yes" if v else "no") if isinstance(v, bool) else v for v in row.values()] for row in our_rows()]
    return delimited([OUR_COLUMNS, *rows], ",")


def german() -> list[list[str]]:
    """The report with German names of the goods."""
    rows = table(REPORT_HEADER, "EUR")
    place, sku = REPORT_HEADER.index("Item Name"), REPORT_HEADER.index("Merchant SKU")
    for row in rows[1:]:
        row[place] = GERMAN_NAMES.get(row[sku], row[place])
    return rows


def sheet_rows() -> list[Cells]:
    """The report as somebody typed it into Excel: numbers are numbers, days are days, SKUs are text."""
    return [REPORT_HEADER, *([values_of(each).get(name) for name in REPORT_HEADER] for each in HANDFUL)]


def variants() -> dict[str, bytes]:
    """The handful of requests in every shape that is read."""
    official, extra = REPORT_HEADER[:32], ["Is exchange", *reversed(REPORT_HEADER), "My remarks"]
    indian = [INDIAN_NAMES.get(name, name) for name in [*official, "Category", "Order Item ID"]]
    with_comma = [[cell.replace(".", ",") if "." in cell and cell[0].isdigit() and cell[-3] == "." else cell
                   for cell in row] for row in table(REPORT_HEADER, "BRL")]  # fmt: skip
    in_columns = [*official, "Category", "Order Item ID"]
    serial = [[_serial(cell) for cell in row] for row in table(official, dates="{0:%Y-%m-%d}")]
    return {
        "columns-32.txt": raw_text(table(official)).encode(),
        "columns-33.txt": raw_text(table([*official, "Order Item ID"])).encode(),
        "columns-34-india.csv": delimited(
            renamed(table(in_columns, dates="{0.day:02}/{0.month:02}/{0:%y}"), indian), ","
        ).encode(),
        "columns-35.txt": raw_text(table(REPORT_HEADER)).encode(),
        "hyphens.csv": delimited(renamed(table(official), [n.replace(" ", "-") for n in official]), ",").encode(),
        "snake-case.txt": raw_text(
            renamed(table(official), [n.lower().replace(" ", "_").replace("-", "_") for n in official])
        ).encode(),
        "reordered-with-unknown-columns.txt": raw_text(table(extra)).encode(),
        "subset.txt": raw_text(
            table(["Order ID", "Order date", "Return request date", "Return request status", "Amazon RMA ID",
                   "Merchant SKU", "Return Reason", "In policy", "Order Amount", "Currency code", "Refunded Amount"])
        ).encode(),
        "commas.csv": delimited(table(REPORT_HEADER), ",").encode(),
        "iso-dates.txt": raw_text(table(official, dates="{0:%Y-%m-%d}T08:30:00Z")).encode(),
        "excel-serial-dates.csv": delimited(serial, ",").encode(),
        "resaved.xlsx": workbook({"Returns": sheet_rows()}),
        "utf-16-le.txt": b"\xff\xfe" + raw_text(table(REPORT_HEADER)).encode("utf-16-le"),
        "cp1252-german.txt": raw_text(german()).encode("cp1252"),
        "bom-and-crlf.txt": b"\xef\xbb\xbf" + raw_text(table(REPORT_HEADER)).replace("\n", "\r\n").encode(),
        "decimal-commas.txt": raw_text(with_comma).encode(),
        "amazon.xml": xml_report().encode(),
        "requests.csv": our_csv().encode(),
        "requests.jsonl": "".join(json.dumps(row) + "\n" for row in our_rows()).encode(),
    }  # fmt: skip


def _serial(cell: str) -> str:
    return str((date.fromisoformat(cell) - date(1899, 12, 30)).days) if re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else cell


# --- Broken twins: one mistake each ------------------------------------------------------------------


def one_override(**terms: Any) -> bytes:
    """An override workbook with three good rows and one more."""
    good = [override("LAMP-DESK-BLK", return_window_days=45), override("00815", keep_up_to=25),
            override("MUG-PHOTO", returnable="no", not_returnable_because="made-to-order")]  # fmt: skip
    return workbook({"Overrides": [OVERRIDE_COLUMNS, *good, override(**{"sku": "TV-WALL-43", **terms})]})


def formatted(column: str, value: Any, style: str) -> bytes:
    """The same, with the cell of one column in a number format of its own."""
    book = empty_book()
    sheet = book.create_sheet("Overrides")
    sheet.append(["sku", column])
    sheet.append(["LAMP-DESK-BLK", 45])
    sheet.append(["TV-WALL-43", value])
    sheet["B3"].number_format = style
    return frozen(book)


def one_rule(*cells: Any) -> bytes:
    """A policy with a rule of the given cells and one for all the rest."""
    header = ["rule", "family", "window", "recommendation", "item"]
    return workbook({"Rules": [header, cells, ["all-the-rest", None, None, "accept", "send-back"]]})


def requests(*changes: dict[str, str], columns: Sequence[str] = ()) -> str:
    """Our own request table with one good row, and one for each of the changes."""
    header = columns or ["order_id", "sku", "reason", "order_date", "request_date", "quantity", "amount"]
    good = {"order_id": "902-0000001-0000001", "sku": "LAMP-DESK-BLK", "reason": "CR-DEFECTIVE",
            "order_date": "2026-10-18", "request_date": "2026-10-30", "quantity": "1", "amount": "34.99"}  # fmt: skip
    rows = [good, *({**good, "order_id": f"902-0000001-000000{n}", **each} for n, each in enumerate(changes, 2))]
    return delimited([header, *([row.get(name, "") for name in header] for row in rows)], ",")


def broken_overrides() -> dict[str, bytes]:
    """Overrides with one mistake each."""
    other = ["sku", "return_window_day", "keep_up_to"]
    too_long = "LAMP-" + "X" * 40
    head = AMAZON_OVERRIDES[:2]
    return {
        "overrides-days-as-text.xlsx": one_override(return_window_days="thirty"),
        "overrides-days-with-unit.xlsx": one_override(return_window_days="30 days"),
        "overrides-days-with-fraction.xlsx": one_override(return_window_days=30.5),
        "overrides-days-out-of-range.xlsx": one_override(return_window_days=-5),
        "overrides-conflicting-rows.xlsx": one_override(sku="00815", keep_up_to=30),
        "overrides-repeated-row.xlsx": one_override(sku="00815", keep_up_to=25),
        "overrides-error-cell.xlsx": one_override(return_window_days="#N/A"),
        "overrides-formula-without-value.xlsx": one_override(return_window_days="=14+16"),
        "overrides-date-formatted-days.xlsx": formatted("return_window_days", 30, "yyyy-mm-dd"),
        "overrides-percent-days.xlsx": formatted("return_window_days", 0.3, "0%"),
        "overrides-true-as-days.xlsx": one_override(return_window_days=True),
        "overrides-not-yes-or-no.xlsx": one_override(returnable="maybe"),
        "overrides-unknown-ground.xlsx": one_override(returnable="no", not_returnable_because="hygiene"),
        "overrides-unknown-store.xlsx": one_override(store="XY", keep_up_to=30),
        "overrides-currency-in-amount.xlsx": one_override(keep_up_to="12 USD"),
        "overrides-none-not-allowed.xlsx": one_override(return_window_days="none"),
        "overrides-period-backwards.xlsx": one_override(
            keep_up_to=30, valid_from=date(2026, 12, 31), valid_to=date(2026, 11, 1)
        ),
        "overrides-blank-sku.xlsx": one_override(sku=None, keep_up_to=30),
        "overrides-sku-became-a-date.xlsx": one_override(sku=date(2026, 3, 1), keep_up_to=30),
        "overrides-sku-lost-digits.xlsx": one_override(sku=40123456789012345, keep_up_to=30),
        "overrides-unknown-column.csv": delimited([other, ["LAMP-DESK-BLK", "45", "25"]], ",").encode(),
        "overrides-missing-column.csv": b"return_window_days,keep_up_to\n45,25\n",
        "overrides-ambiguous-amount.csv": b'sku,keep_up_to\nLAMP-DESK-BLK,"1,234"\n',
        "amazon-overrides-unknown-action.txt": delimited([*head, ["00815", "AUTOMATIC"], ["0004711", "AUTO"]]).encode(),
        "amazon-overrides-without-header.txt": b"SKU\tAction\n0004711\tAUTOMATIC\n00815\tMANUAL\n",
        "amazon-overrides-long-sku.txt": delimited([*head, ["00815", "MANUAL"], [too_long, "AUTOMATIC"]]).encode(),
    }


def upload(*rows: Cells, mark: str = "\t") -> bytes:
    """A file for Amazon with one good row and the given ones."""
    return delimited([*AMAZON_OVERRIDES[:2], ["LAMP-DESK-BLK", "AUTOMATIC"], *rows], mark).encode()


def upload_workbook(*, hidden: bool) -> bytes:
    """Amazon's template filled in; either a row of it is hidden, or another tab is in front."""
    book = empty_book()
    book.create_sheet("Instructions").append(["Enter the SKU in column A and the action in column B."])
    sheet = book.create_sheet("ReturnRequestAuthorization")
    for row in AMAZON_OVERRIDES:
        sheet.append(list(row))
    sheet.row_dimensions[4].hidden = hidden
    book.active = 1 if hidden else 0
    return frozen(book)


def broken_uploads() -> dict[str, bytes]:
    """Files for Amazon with one mistake each, which Amazon refuses or takes for something else."""
    return {
        "upload-third-column.txt": upload(["TV-WALL-43", "MANUAL", "30"]),
        "upload-blank-sku.txt": upload(["", "MANUAL"]),
        "upload-no-tab.txt": upload(["TV-WALL-43 MANUAL"]),
        "upload-commas.csv": upload(["TV-WALL-43", "MANUAL"], mark=","),
        "upload-header-only.txt": delimited(AMAZON_OVERRIDES[:2]).encode(),
        "upload-none-valid.txt": delimited([*AMAZON_OVERRIDES[:2], ["TV-WALL-43", "14 days"]]).encode(),
        "upload-header-blank.txt": delimited([[], [], ["TV-WALL-43", "MANUAL"]]).encode(),
        "upload-wrong-tab.txt": b"Instructions\n\nEnter the SKU in column A and the action in column B.\n",
        "upload-tab-behind.xlsx": upload_workbook(hidden=False),
        "upload-hidden-row.xlsx": upload_workbook(hidden=True),
        "upload-line-break.txt": upload() + b'"TV-WALL\n43"\tMANUAL\n',
        "upload-control-character.txt": upload(["TV-WALL\x07-43", "MANUAL"]),
        "upload-quotes.txt": upload(['LAMP 24"', "MANUAL"]),
        "upload-lower-case.txt": upload(["TV-WALL-43", "manual"]),
        "upload-zeros-lost.txt": upload(["0004711", "MANUAL"], ["815", "MANUAL"]),
        "upload-sku-became-a-date.txt": upload(["01-Mar", "MANUAL"]),
        "upload-twice.txt": upload(["LAMP-DESK-BLK", "MANUAL"]),
        "upload-blank-row.txt": upload([], ["TV-WALL-43", "MANUAL"]),
    }


def broken_policies() -> dict[str, bytes]:
    """Policies with one mistake each."""
    head = ["setting", "default", "US"]
    days = ["setting", "valid_from", "valid_to", "default"]
    settings: dict[str, list[Cells]] = {
        "policy-unknown-setting.csv": [head, ["return_window_day", 30, None]],
        "policy-unknown-store.csv": [["setting", "default", "USS"], ["return_window_days", 30, 45]],
        "policy-constant-of-amazon.csv": [head, ["minimum_window_days", 14, None]],
        "policy-not-a-choice.csv": [head, ["label_paid_by", "customer", None]],
        "policy-none-not-allowed.csv": [head, ["return_window_days", "none", None]],
    }
    return {
        **{name: delimited(rows, ",").encode() for name, rows in settings.items()},
        "policy-period-backwards.xlsx": workbook(
            {"Settings": [days, ["keep_up_to", date(2026, 12, 31), date(2026, 11, 1), 40]]}
        ),
        "policy-overlapping-periods.xlsx": workbook({"Settings": [
            days, ["keep_up_to", None, date(2026, 11, 30), 40], ["keep_up_to", date(2026, 11, 1), None, 60],
        ]}),
        "policy-holiday-without-end.xlsx": workbook(
            {"Holidays": [HOLIDAYS[0], ["US", None, "order", date(2026, 11, 1), None, date(2027, 1, 31)]]}
        ),
        "policy-unknown-answer.xlsx": one_rule("late", None, "guarante", "review", None),
        "policy-unknown-recommendation.xlsx": one_rule("late", None, "outside", "refuse", None),
        "policy-unknown-fact.xlsx": workbook(
            {"Rules": [["rule", "famly", "recommendation"], ["faulty", "product-fault", "replace"]]}
        ),
        "policy-rule-without-advice.xlsx": one_rule("late", None, "outside", None, None),
        "policy-reason-without-family.xlsx": workbook(
            {"Reasons": [["code", "label", "family"], ["CR-PRODUCT_RECALL", "Product recall", None]]}
        ),
    }  # fmt: skip


FBA_HEADER: Final = names(
    "return-date order-id sku asin fnsku product-name quantity fulfillment-center-id detailed-disposition reason "
    "status license-plate-number customer-comments"
)
SETTLEMENT_HEADER: Final = names(
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type "
    "order-id sku quantity-purchased price-type price-amount"
)
HTML: Final = (
    "<html><body><table>\n<tr><th>Order ID</th><th>Merchant SKU</th><th>Return Reason</th></tr>\n"
    "<tr><td>902-0000001-0000001</td><td>LAMP-DESK-BLK</td><td>CR-DEFECTIVE</td></tr>\n</table></body></html>\n"
)


def broken_reports() -> dict[str, bytes]:
    """Files given as return requests with one mistake each."""
    fba = [
        "2026-11-05T15:31:40+00:00",
        "902-0000001-0000001",
        "LAMP-DESK-BLK",
        asin("LAMP-DESK-BLK"),
        "X000TEST01",
        "LED Desk Lamp",
        "1",
        "TST1",
        "DEFECTIVE",
        "DEFECTIVE",
        "Unit returned to inventory",
        "LPNTEST0001",
        "",
    ]
    settled = [
        "99000001",
        "2026-11-01",
        "2026-11-15",
        "2026-11-17",
        "1043.17",
        "USD",
        "Order",
        "902-0000001-0000001",
        "LAMP-DESK-BLK",
        "1",
        "Principal",
        "34.99",
    ]
    short = ["order_id", "sku", "reason"]
    texts = {
        "report-fba.txt": raw_text([FBA_HEADER, fba]),
        "report-orders.txt": raw_text(orders()[:3]),
        "report-inventory.txt": raw_text(inventory()[:3]),
        "report-settlement.txt": raw_text([SETTLEMENT_HEADER, settled]),
        "report-html.xls": HTML,
        "report-no-rows.txt": raw_text([REPORT_HEADER]),
        "report-empty.txt": "",
        "report-missing-column.csv": requests(columns=["order_id", "sku", "order_date"]),
        "report-column-twice.csv": requests({}, columns=["order_id", "sku", "reason", "sku"]),
        "report-ambiguous-dates.csv": delimited(
            [["order_id", "sku", "reason", "request_date"],
             ["902-0000001-0000001", "LAMP-DESK-BLK", "CR-DEFECTIVE", "03/04/2026"]], ","),
        "report-impossible-date.csv": requests({"order_date": "2026-02-30"}),
        "report-future-order.csv": requests({"order_date": "2027-10-18"}),
        "report-amount-with-sign.csv": requests({"amount": "$34.99"}),
        "report-quantity-zero.csv": requests({"quantity": "0"}),
        "report-blank-sku.csv": requests({"sku": ""}),
        "report-blank-reason.csv": requests({"reason": ""}),
        "report-reason-in-own-words.csv": requests({"reason": "it makes a funny noise"}),
        "report-long-row.csv": requests(columns=short) + "902-0000001-0000002,TEA-ASSAM-500,CR-DEFECTIVE,too,many\n",
        "report-short-row.csv": requests(columns=short) + "902-0000001-0000002,TEA-ASSAM-500\n",
        "report-totals-row.csv": requests(columns=short) + "Total,,2\n",
        "report-repeated-header.csv": requests(columns=short) + "order_id,sku,reason\n",
        "report-broken-line.jsonl": '{"sku": "LAMP-DESK-BLK", "reason": "CR-DEFECTIVE"}\n{"sku": "00815", "reason": \n',
        "report-with-entity.xml": '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]>\n<AmazonEnvelope/>\n',
    }  # fmt: skip
    workbooks = {
        "report-sku-error-cell.xlsx": workbook(
            {"Returns": [["order_id", "sku", "reason"], ["902-0000001-0000001", "LAMP-DESK-BLK", "CR-DEFECTIVE"],
                         ["902-0000001-0000002", "#REF!", "CR-DEFECTIVE"]]}),
        "report-two-sheets.xlsx": workbook(
            {name: [["order_id", "sku", "reason"], [f"902-0000001-000000{n}", "LAMP-DESK-BLK", "CR-DEFECTIVE"]]
             for n, name in enumerate(("October", "November"), 1)}),
        "report-truncated.xlsx": workbook({"Returns": sheet_rows()})[:4000],
    }  # fmt: skip
    return {**{name: text.encode() for name, text in texts.items()}, **workbooks}


def all_files() -> dict[str, bytes]:
    """Every file of the folder that is made, by its path inside it."""
    broken = {**broken_overrides(), **broken_policies(), **broken_reports(), **broken_uploads()}
    return {
        **main_files(),
        **{f"variants/{name}": content for name, content in variants().items()},
        **{f"broken/{name}": content for name, content in broken.items()},
    }


def main() -> None:
    """Write all files into the folder that is given, else into this one."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    made = all_files()
    for name, content in made.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    print(f"{len(made)} files written to {folder}")


if __name__ == "__main__":
    main()
