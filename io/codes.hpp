#pragma once
// Error codes raised only by the stores, codecs and archives of this folder; those shared with the
// engine are in pipeline/codes.hpp.

#include <span>

#include "pipeline/error.hpp"

namespace hios::codes {

inline constexpr Code kUnknownScheme{"io.unknown_scheme", "No object store is known for this URI's scheme.",
                                     "Name a folder, as in ./raw or file:///data/raw."};
inline constexpr Code kBadUri{"io.bad_uri", "The URI cannot be understood.",
                              "Name a folder, as in ./raw or file:///data/raw."};
inline constexpr Code kCodecWindow{"codec.window", "The compressed data needs more memory to decode than is allowed.",
                                   "Compress it again without zstd's --long and --ultra options."};
inline constexpr Code kArchiveMethod{"archive.unsupported_method",
                                     "The member is compressed by a method that is not supported.",
                                     "Pack the archive again with the usual method (deflate)."};

// All of the above, for `hios explain`.
std::span<const Code* const> io_codes();

}  // namespace hios::codes
