"""A real Tryton server on loopback, a client for its JSON-RPC API, and a made-up firm's 200 parties."""
