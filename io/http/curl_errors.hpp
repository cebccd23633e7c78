#pragma once
// One translation from libcurl's result codes to error codes.

#include <curl/curl.h>

#include <string>
#include <string_view>

#include "pipeline/error.hpp"

namespace hios::http {

// `detail` is libcurl's own sentence, may be empty. Only the host of `url` is told.
Error error_from_curl(CURLcode result, std::string_view detail, std::string_view url);

// "https://host:port" of a URL, for people.
std::string_view server_of(std::string_view url);

}  // namespace hios::http
