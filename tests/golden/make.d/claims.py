"""Who writes what, as the index says it."""


def claim(entry, form, peer, text, recorded):
    """Has the entry say that the peer writes this text in the form: what is recorded, or a variant of it."""
    same = entry.setdefault("same", {}).setdefault(form, [])
    variants = entry.setdefault("variants", {}).setdefault(form, [])
    if text == recorded:
        wanted = same
    else:
        variant = next((variant for variant in variants if variant["hex"] == text), None)
        if variant is None:
            variant = {"by": [], "hex": text}
            variants.append(variant)
        wanted = variant["by"]
    for peers in [same] + [variant["by"] for variant in variants]:
        if peers is wanted and peer not in peers:
            peers.append(peer)
        elif peers is not wanted and peer in peers:
            peers.remove(peer)
    variants[:] = [variant for variant in variants if variant["by"]]
    for claims, peers in (("same", same), ("variants", variants)):
        if not peers:
            del entry[claims][form]
        if not entry[claims]:
            del entry[claims]
