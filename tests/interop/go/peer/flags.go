// Package peer is what the Go server and the Go client of the Interop service have in common.
package peer

import (
	"flag"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// Flags are what both programs are told on the command line.
type Flags struct {
	Port      int
	Protocol  string
	Transport string
	Server    string
	SSL       bool
	Cert      string
	Key       string
	CA        string
	Unix      string
}

// ParseFlags reads the command line.
func ParseFlags() *Flags {
	f := new(Flags)
	flag.IntVar(&f.Port, "port", 0, "port on 127.0.0.1")
	flag.StringVar(&f.Protocol, "protocol", "binary", "binary, binary-old, compact, json, header, header-compact, header-zlib, multi-binary, multi-compact")
	flag.StringVar(&f.Transport, "transport", "buffered", "buffered, framed, zlib, framed-zlib, http")
	flag.StringVar(&f.Server, "server", "threaded", "server model")
	flag.BoolVar(&f.SSL, "ssl", false, "speak TLS")
	flag.StringVar(&f.Cert, "tls-cert", "", "PEM file of the own certificate")
	flag.StringVar(&f.Key, "tls-key", "", "PEM file of its key")
	flag.StringVar(&f.CA, "tls-ca", "", "PEM file of the authorities that the other side is judged by")
	flag.StringVar(&f.Unix, "unix", "", "path of a Unix socket, instead of a port")
	flag.Parse()
	return f
}

// Multiplexed says whether several services share the connection.
func (f *Flags) Multiplexed() bool {
	return strings.HasPrefix(f.Protocol, "multi-")
}

// Address is where the server listens.
func (f *Flags) Address() (net.Addr, error) {
	if f.Unix != "" {
		return net.ResolveUnixAddr("unix", f.Unix)
	}
	if f.Port == 0 {
		return nil, fmt.Errorf("--port or --unix is missing")
	}
	return net.ResolveTCPAddr("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(f.Port)))
}
