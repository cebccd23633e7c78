#pragma once
// Reads the fields of a parsed job spec, and collects what is wrong with them.

#include <charconv>
#include <chrono>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "io/s3/place.hpp"
#include "jobs/spec/document.hpp"
#include "jobs/spec/environment.hpp"
#include "jobs/spec/glob.hpp"
#include "jobs/spec/size_duration.hpp"

namespace hios::jobs {

// Reads fields by JSON pointer; a field that is not there leaves its target as it is.
class SpecReader {
public:
    // `environment` gives what fields that are left out may default to.
    SpecReader(const Document& document, const std::filesystem::path& folder,
               Environment environment = process_environment())
        : document_(document), folder_(folder), environment_(std::move(environment)) {}

    std::vector<Problem> problems;

    void problem(const std::string& pointer, std::string_view what) {
        problems.push_back({document_.place_of(pointer), fmt::format("{}: {}", pointer, what)});
    }

    const nlohmann::json* find(const std::string& pointer) const {
        const nlohmann::json::json_pointer at(pointer);
        return document_.root.contains(at) ? &document_.root.at(at) : nullptr;
    }

    void text(const std::string& pointer, std::string& into) const {
        if (const nlohmann::json* value = find(pointer); value != nullptr) into = value->get<std::string>();
    }

    // An environment variable's value; empty when it is not set.
    std::string variable(const std::string& name) const { return environment_(name).value_or(""); }

    template <class Number>
    void number(const std::string& pointer, Number& into) {
        const nlohmann::json* value = find(pointer);
        if (value == nullptr) return;
        const auto wide = value->get<std::int64_t>();
        if (static_cast<std::uint64_t>(wide) > std::numeric_limits<Number>::max()) {
            problem(pointer, "is too large");
        } else {
            into = static_cast<Number>(wide);
        }
    }

    void size(const std::string& pointer, std::uint64_t& into) {
        const nlohmann::json* value = find(pointer);
        if (value == nullptr) return;
        if (value->is_number()) {
            into = value->get<std::uint64_t>();
        } else if (const auto parsed = parse_size(value->get<std::string>()); !parsed) {
            problem(pointer, parsed.error());
        } else if (*parsed == 0) {
            problem(pointer, "must be at least 1 byte");
        } else {
            into = *parsed;
        }
    }

    template <class Duration>
    void duration(const std::string& pointer, Duration& into) {
        const nlohmann::json* value = find(pointer);
        if (value == nullptr) return;
        if (const auto parsed = parse_duration(value->get<std::string>()); !parsed) {
            problem(pointer, parsed.error());
        } else {
            into = std::chrono::ceil<Duration>(*parsed);  // up: an age or a wait is never shorter than asked
        }
    }

    void globs(const std::string& pointer, std::vector<std::string>& into) {
        const nlohmann::json* value = find(pointer);
        if (value == nullptr) return;
        into.clear();
        for (std::size_t i = 0; i < (value->is_array() ? value->size() : 1); ++i) {
            const std::string at = value->is_array() ? child_pointer(pointer, std::to_string(i)) : pointer;
            into.push_back(value->is_array() ? (*value)[i].get<std::string>() : value->get<std::string>());
            if (const auto glob = Glob::compile(into.back()); !glob) problem(at, glob.error());
        }
    }

    // A zone or the source, bare or as {uri: ...}: a folder or "s3://bucket/prefix".
    std::string zone(const std::string& pointer, const std::string& fallback) {
        const nlohmann::json* value = find(pointer);
        if (value == nullptr) return absolute(fallback).string();
        const std::string at = value->is_object() ? pointer + "/uri" : pointer;
        auto text = value->is_object() ? (*value)["uri"].get<std::string>() : value->get<std::string>();
        return text.starts_with("s3://") ? s3_zone(at, std::move(text)) : path(at, std::move(text));
    }

    // "s3:///prefix" leaves the bucket to AWS_S3_BUCKET_NAME. Without '/' at the end.
    std::string s3_zone(const std::string& pointer, std::string text) {
        constexpr std::string_view kNoBucket = "s3:///";
        if (text == "s3://") text += '/';
        if (text.starts_with(kNoBucket)) {
            const std::string bucket = variable("AWS_S3_BUCKET_NAME");
            if (bucket.empty()) {
                problem(pointer, "names no bucket, and AWS_S3_BUCKET_NAME is not set; write s3://BUCKET/PREFIX");
                return {};
            }
            text.insert(kNoBucket.size() - 1, bucket);
        }
        if (const auto place = s3::parse_place(text); !place) problem(pointer, place.error().what);
        while (text.ends_with('/')) text.pop_back();
        return text;
    }

    std::string path(const std::string& pointer, std::string text) {
        constexpr std::string_view kFile = "file://";
        if (text.compare(0, kFile.size(), kFile) == 0) {
            text.erase(0, kFile.size());
        } else if (const std::size_t scheme = text.find("://"); scheme != std::string::npos) {
            problem(pointer, fmt::format("{}:// is not supported here; use a folder", text.substr(0, scheme)));
            return {};
        }
        return absolute(text).string();
    }

    std::filesystem::path absolute(const std::filesystem::path& path) const {
        std::filesystem::path normal = (folder_ / path).lexically_normal();
        return normal.has_filename() ? normal : normal.parent_path();  // without the '/' at its end
    }

private:
    const Document& document_;
    std::filesystem::path folder_;
    Environment environment_;
};

}  // namespace hios::jobs
