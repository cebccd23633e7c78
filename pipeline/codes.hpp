#pragma once
// Error codes raised by object stores, codecs and the engine, whatever the format.

#include <span>

#include "pipeline/error.hpp"

namespace hios::codes {

inline constexpr Code kNotFound{"io.not_found", "The object or folder does not exist.",
                                "Check the path or URI and its spelling."};
inline constexpr Code kPermission{"io.permission", "The object or folder may not be read or written by this user.",
                                  "Give this user the permission, then run the job again: it takes what is left."};
inline constexpr Code kChanged{
    "io.changed", "The object changed while it was being read.",
    "Let its writer finish (source.min_age keeps away from fresh files), then run the job again."};
inline constexpr Code kTooLarge{"io.too_large", "The object or document is larger than the limit.",
                                "Split it, or raise limits.document in the job spec (memory grows with it)."};
inline constexpr Code kDiskFull{"io.disk_full", "A disk is full.",
                                "Free space on the named disk and run the job again: it continues where it stopped."};
inline constexpr Code kIo{"io.error", "The operating system or store reported a read or write error.",
                          "Look at the disk or network named, then run the job again."};
inline constexpr Code kBadKey{"io.bad_key", "The key cannot be stored here.",
                              "Use keys without empty, '.' or '..' parts."};
inline constexpr Code kEmpty{"object.empty", "The object holds no bytes.",
                             "Delete it or write it again from its source."};
inline constexpr Code kCodec{"codec.corrupt", "The compressed data is damaged or cut off.",
                             "Fetch or compress the file again."};
inline constexpr Code kArchive{"archive.corrupt", "The archive is damaged or cut off.",
                               "Fetch or pack the archive again; members before the damage were taken."};
inline constexpr Code kArchivePath{"archive.unsafe_path", "A member's name is absolute or climbs out of the archive.",
                                   "Pack the archive again with plain relative names."};
inline constexpr Code kArchiveBomb{"archive.bomb", "The data expands beyond the allowed ratio or size.",
                                   "If the archive is genuine, raise limits.expansion_ratio or limits.expanded_size."};
inline constexpr Code kArchiveDepth{"archive.too_deep", "Archives are nested deeper than allowed.",
                                    "Unpack one level, or raise limits.archive_depth."};
inline constexpr Code kArchiveEncrypted{"archive.encrypted", "The member is encrypted.",
                                        "Pack the archive again without a password."};
inline constexpr Code kInternal{
    "internal", "HIOS itself failed on this document.",
    "Please report it with the document's structure; the other documents are not affected."};
inline constexpr Code kMemory{"memory", "There was not enough memory.",
                              "Lower limits.memory or limits.threads, or give the machine more memory."};

// All of the above, for `hios explain`.
std::span<const Code* const> pipeline_codes();

}  // namespace hios::codes
