"""The `skips` lines of the file `matrix`."""
from pathlib import Path


def skips(role, flags):
    """Why which check is not run, by the check's name."""
    spoken = {f"{protocol}{over}" for protocol in ("*", flags.protocol) for over in ("", f"/{flags.transport}")}
    reasons = {}
    for line in Path(__file__).with_name("matrix").read_text().splitlines():
        fact, _, reason = line.partition(": ")
        words = fact.split()
        if words[:2] == ["skips", role] and words[2] in spoken:
            reasons[words[3]] = reason
    return reasons
