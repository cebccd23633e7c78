#pragma once
// Error codes of HTTP itself: no answer came, or not a whole one. An answer with an error status is no
// error here; whoever asked judges it.

#include <span>

#include "pipeline/error.hpp"

namespace hios::codes {

inline constexpr Code kHttpUrl{"http.url", "The URL cannot be used.", "Write it as https://host[:port]/path."};
inline constexpr Code kHttpName{"http.name", "The server's name has no address.",
                                "Check the endpoint's and the proxy's spelling, and the name service."};
inline constexpr Code kHttpConnect{"http.connect", "No connection to the server came about.",
                                   "Check that the server runs, its port, the firewall and the proxy settings."};
inline constexpr Code kHttpTls{"http.tls", "The server's certificate or its encryption was not accepted.",
                               "If a company proxy signs connections, name its certificates by AWS_CA_BUNDLE."};
inline constexpr Code kHttpTimeout{"http.timeout", "The server took too long.",
                                   "Run the job again; if it stays, raise the timeout or lower the parallel requests."};
inline constexpr Code kHttpConnection{"http.connection", "The connection broke before the whole answer was there.",
                                      "Run the job again: it takes what is left."};
inline constexpr Code kHttpTooLarge{"http.too_large", "The answer is larger than any right one would be.",
                                    "Check that the endpoint is the service it is meant to be."};
inline constexpr Code kHttpCancelled{"http.cancelled", "The request was given up by HIOS itself.",
                                     "Nothing: it happens when a run ends early."};

// All of the above, for `hios explain`.
std::span<const Code* const> http_codes();

}  // namespace hios::codes
