package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"

	"github.com/apache/thrift/lib/go/thrift"

	"interop"
	"peer"
)

// session is the clients that share one connection.
type session struct {
	interop *interop.InteropClient
	second  *interop.SecondClient
	future  *interop.FutureClient
}

func connect(flags *peer.Flags) (*session, error) {
	configuration, err := flags.Configuration()
	if err != nil {
		return nil, err
	}
	transport, err := open(flags, configuration)
	if err != nil {
		return nil, err
	}
	protocols, err := flags.Protocols(configuration)
	if err != nil {
		return nil, err
	}
	protocol := protocols.GetProtocol(transport)
	service := func(name string) thrift.TClient {
		if flags.Multiplexed() {
			return thrift.NewTStandardClient(protocol, thrift.NewTMultiplexedProtocol(protocol, name))
		}
		return thrift.NewTStandardClient(protocol, protocol)
	}
	return &session{
		interop: interop.NewInteropClient(service("Interop")),
		second:  interop.NewSecondClient(service("Second")),
		future:  interop.NewFutureClient(service("Interop")),
	}, nil
}

func open(flags *peer.Flags, configuration *thrift.TConfiguration) (thrift.TTransport, error) {
	address, err := flags.Address()
	if err != nil {
		return nil, err
	}
	if flags.Transport == "http" {
		return openHTTP(address, configuration.TLSConfig)
	}
	transports, err := flags.Transports(configuration)
	if err != nil {
		return nil, err
	}
	transport, err := transports.GetTransport(socket(address, configuration))
	if err != nil {
		return nil, err
	}
	return transport, transport.Open()
}

func socket(address net.Addr, configuration *thrift.TConfiguration) thrift.TTransport {
	if configuration.TLSConfig == nil {
		return thrift.NewTSocketFromAddrConf(address, configuration)
	}
	return thrift.NewTSSLSocketFromAddrConf(address, configuration)
}

func openHTTP(address net.Addr, secure *tls.Config) (thrift.TTransport, error) {
	scheme := "http"
	if secure != nil {
		scheme = "https"
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: secure}}
	return thrift.NewTHttpClientWithOptions(fmt.Sprintf("%s://%s/", scheme, address), thrift.THttpClientOptions{Client: client})
}
