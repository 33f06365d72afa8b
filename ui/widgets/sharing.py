"""Dividing a width among things that want some of it."""

from __future__ import annotations

from collections.abc import Sequence


def share_width(
    wanted: Sequence[int], total: int, *, spread: bool = True, least: Sequence[int] = ()
) -> list[int]:
    """Divide `total` pixels: what lacks is taken from the widest, what is over goes to all alike.

    Without `spread` nothing that is over is given away. With `least` nothing gets less than that as long as
    the others have some to spare.
    """
    if not wanted:
        return []
    if least and sum(wanted) > total:
        if sum(least) >= total:
            return share_width(least, total, spread=False)
        spare = [max(0, wide - low) for wide, low in zip(wanted, least, strict=True)]
        shared = share_width(spare, total - sum(least), spread=False)
        return [low + more for low, more in zip(least, shared, strict=True)]
    if sum(wanted) <= total:
        extra, rest = divmod(total - sum(wanted), len(wanted)) if spread else (0, 0)
        return [wide + extra + (1 if at < rest else 0) for at, wide in enumerate(wanted)]
    left, most = total, total
    for at, wide in enumerate(sorted(wanted)):
        most = left // (len(wanted) - at)
        if wide > most:
            break
        left -= wide
    shared = [min(wide, most) for wide in wanted]
    rest = total - sum(shared)
    for at, wide in enumerate(wanted):
        if rest > 0 and wide > shared[at]:
            shared[at] += 1
            rest -= 1
    return shared
