// Which addresses a client may reach: a connector's host name could be made to point into the operator's own network.
//
// The client asks at connect time, with the address that was looked up, so that a name cannot change in between.
#pragma once

#include <sys/socket.h>

#include <string_view>

namespace goodword::http {

/// "localhost", 127.0.0.0/8 and ::1 as they are spelled in a URL (with brackets or without).
bool loopback_host(std::string_view host);

/// Loopback, private, link-local, shared, multicast and reserved addresses, also where IPv6 wraps an IPv4 address.
/// What is neither IPv4 nor IPv6 counts as private.
bool private_address(const sockaddr& address);

bool loopback_address(const sockaddr& address);

}  // namespace goodword::http
