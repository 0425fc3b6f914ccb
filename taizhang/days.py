"""Days as the house counts them: days in Asia/Shanghai, whatever the machine's clock is set to."""

from datetime import UTC, date, datetime, time, timedelta, timezone

# China has had one zone without summer time since 1992, the web's whole life: no zone data needed.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def day_of(moment: datetime) -> date:
    """The day in China on which a moment lies."""
    return moment.astimezone(SHANGHAI).date()


def today() -> date:
    """The day that it is in China now."""
    return day_of(datetime.now(UTC))


def last_moment(day: date) -> datetime:
    """The latest moment at which a run of a day may still fetch; a later one was stamped by a wrong clock."""
    # Noon of the second day after: room for a night that is resumed.
    return end_of(day) + timedelta(hours=36)


def end_of(day: date) -> datetime:
    """The last moment of a day in China, as UTC: `until` of what is read as of that day."""
    return datetime.combine(day, time.max, SHANGHAI).astimezone(UTC)
