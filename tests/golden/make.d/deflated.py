"""What has to be the same in any build of zlib: deflate may choose how it says something, and inflate may not."""
import zlib

# Length, magic, flags, sequence number; then the count of words that the rest of the header has.
LENGTH, FIXED = 4, 14


def inside(form, data):
    """Bytes, with what was deflated in them inflated. What cannot be inflated stays as it is."""
    try:
        if form == "zlib":
            return zlib.decompressobj().decompress(data)
        if form == "header-zlib":
            payload = FIXED + 4 * int.from_bytes(data[FIXED - 2 : FIXED], "big")
            return data[LENGTH:payload] + zlib.decompressobj().decompress(data[payload:])
    except zlib.error:
        pass
    return data
