"""Days and moments as a person reads them."""

from datetime import date, datetime

from returnctl.deciding.days import zone


def shown_moment(moment: date, zone_name: str | None) -> str:
    """A day as it stands; a moment in the store's zone, else in its own, which is named: `2026-11-25 23:15 (UTC)`."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    if moment.tzinfo is not None and zone_name is not None and date.min.year < moment.year < date.max.year:
        return f"{_short(moment.astimezone(zone(zone_name)))} ({zone_name})"
    own = moment.tzname()
    return f"{_short(moment)} ({own})" if own else _short(moment)


def shown_text(text: str, zone_name: str | None) -> str:
    """The same of a day or moment that is kept as ISO text; nothing of none."""
    return shown_moment(datetime.fromisoformat(text), zone_name) if "T" in text else text


def _short(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "minutes")
