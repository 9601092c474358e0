"""The command line that all peers share."""
from argparse import ArgumentParser


def parse(role):
    parser = ArgumentParser(prog=role)
    parser.add_argument("--port", type=int, default=9090)
    parser.add_argument("--protocol", default="binary")
    parser.add_argument("--transport", default="buffered")
    parser.add_argument("--unix", help="a socket's path, instead of the port")
    parser.add_argument("--ssl", action="store_true")
    parser.add_argument("--tls-cert")
    parser.add_argument("--tls-key")
    parser.add_argument("--tls-ca")
    if role == "server":
        parser.add_argument("--server", default="threaded")
    return parser.parse_args()
