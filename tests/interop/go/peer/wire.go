package peer

import (
	"compress/zlib"
	"fmt"
	"strings"

	"github.com/apache/thrift/lib/go/thrift"
)

const bufferSize = 8192

// Transports makes what stands over the bare socket.
func (f *Flags) Transports(configuration *thrift.TConfiguration) (thrift.TTransportFactory, error) {
	if strings.HasPrefix(f.Protocol, "header") {
		return thrift.NewTTransportFactory(), nil // THeader frames by itself
	}
	switch f.Transport {
	case "buffered":
		return thrift.NewTBufferedTransportFactory(bufferSize), nil
	case "framed":
		return thrift.NewTFramedTransportFactoryConf(thrift.NewTTransportFactory(), configuration), nil
	case "zlib":
		return thrift.NewTZlibTransportFactory(zlib.DefaultCompression), nil
	case "framed-zlib":
		inner := thrift.NewTZlibTransportFactory(zlib.DefaultCompression)
		return thrift.NewTFramedTransportFactoryConf(inner, configuration), nil
	}
	return nil, fmt.Errorf("unknown transport %q", f.Transport)
}

// Protocols makes the protocol that the flags name.
func (f *Flags) Protocols(configuration *thrift.TConfiguration) (thrift.TProtocolFactory, error) {
	switch strings.TrimPrefix(f.Protocol, "multi-") {
	case "binary", "binary-old":
		return thrift.NewTBinaryProtocolFactoryConf(configuration), nil
	case "compact":
		return thrift.NewTCompactProtocolFactoryConf(configuration), nil
	case "json":
		return thrift.NewTJSONProtocolFactory(), nil
	case "header", "header-compact":
		return thrift.NewTHeaderProtocolFactoryConf(configuration), nil
	case "header-zlib":
		return zlibHeaders{thrift.NewTHeaderProtocolFactoryConf(configuration)}, nil
	}
	return nil, fmt.Errorf("unknown protocol %q", f.Protocol)
}

// Configuration is the settings of the socket and of all that stands over it: each layer hands its own down, so one serves
// for all.
func (f *Flags) Configuration() (*thrift.TConfiguration, error) {
	strict := f.Protocol != "binary-old"
	payload := thrift.THeaderProtocolBinary
	if f.Protocol == "header-compact" {
		payload = thrift.THeaderProtocolCompact
	}
	configuration := &thrift.TConfiguration{
		TBinaryStrictRead:  thrift.BoolPtr(strict),
		TBinaryStrictWrite: thrift.BoolPtr(strict),
		THeaderProtocolID:  thrift.THeaderProtocolIDPtrMust(payload),
	}
	var err error
	if f.SSL {
		configuration.TLSConfig, err = f.tls()
	}
	return configuration, err
}

// zlibHeaders compresses what it writes: a THeader server of this library does not answer in the way it was asked.
type zlibHeaders struct{ thrift.TProtocolFactory }

func (z zlibHeaders) GetProtocol(socket thrift.TTransport) thrift.TProtocol {
	protocol := z.TProtocolFactory.GetProtocol(socket)
	if headers, ok := protocol.(*thrift.THeaderProtocol); ok {
		if err := headers.AddTransform(thrift.TransformZlib); err != nil {
			panic(err) // the library knows zlib
		}
	}
	return protocol
}
