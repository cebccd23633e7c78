#pragma once
// Works with lines of simple content, and the packing of them, as a test reads it.

#include <fmt/format.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "stages/pack/packer.hpp"
#include "stages/pack/seal.hpp"
#include "tests/support/memory_spool.hpp"

namespace hios::pack::test {

inline constexpr std::string_view kTypes[] = {"Account", "Basic", "Claim", "Device"};

// One document of an object, with what it holds.
struct DocumentPlan {
    struct Line {
        std::uint16_t lane = 0;
        std::uint64_t id = 0;
        std::int64_t time_us = kNoTime;
        std::uint32_t rank = 0;
        bool deleted = false;    // a tombstone
        std::size_t filler = 0;  // bytes that make the line longer
        bool maintains = false;
    };
    std::uint32_t object = 0;
    std::uint64_t number = 0;
    std::vector<Line> lines;
    std::optional<Error> reject;  // of the whole document
    std::vector<std::string> unresolved;
    bool ends_object = false;
    std::optional<Error> object_error;
};

inline std::string text_of(const DocumentPlan& document, std::size_t line) {
    const auto& plan = document.lines[line];
    return fmt::format("{{\"resourceType\":\"{}\",\"id\":\"{}\",\"from\":\"{}.{}.{}\",\"x\":\"{}\"}}\n",
                       kTypes[plan.lane], plan.id, document.object, document.number, line,
                       std::string(plan.filler, 'x'));
}

// A Work of these documents. Sources of lines and documents are made up.
inline std::shared_ptr<Work> make_work(const std::vector<DocumentPlan>& documents) {
    auto work = std::make_shared<Work>();
    std::map<std::uint16_t, LaneBlock> lanes;
    for (std::uint32_t i = 0; i < documents.size(); ++i) {
        const DocumentPlan& plan = documents[i];
        Document document;
        document.object = plan.object;
        const std::string key = fmt::format("raw/{}.zip", plan.object);
        document.name = std::make_shared<const std::string>(key + "!/m.ndjson");
        document.key_length = static_cast<std::uint32_t>(key.size());
        document.number = plan.number;
        document.shape = Shape::kLine;
        document.line = plan.number + 1;
        document.offset = plan.number * 1000;
        document.text = "CANARY raw text";
        work->documents.push_back(document);
        DocumentAccount account;
        account.rejected = plan.reject.has_value();
        for (std::uint32_t l = 0; l < plan.lines.size(); ++l) {
            const auto& line = plan.lines[l];
            const Key128 key128{line.id * 0x9E3779B97F4A7C15ULL + line.lane, line.id};
            if (line.deleted) {
                work->tombstones.push_back({key128, line.time_us, i, line.rank});
                continue;
            }
            LaneBlock& block = lanes[line.lane];
            block.lane = line.lane;
            const std::string text = text_of(plan, l);
            block.bytes.append(text);
            const std::uint32_t entry = l;
            block.lines.push_back({key128, line.time_us, document.offset + l * 10, 7,
                                   static_cast<std::uint32_t>(text.size()), i, entry, line.rank, 0, line.maintains});
            ++account.made;
        }
        if (plan.reject) work->rejects.push_back({*plan.reject, Reject::Level::kDocument, i, kNoEntry});
        for (const std::string& reference : plan.unresolved) {
            work->unresolved.push_back({i, 3, document.offset + 5, "no-match", reference});
            ++account.unresolved;
        }
        work->accounts.push_back(account);
        if (plan.ends_object)
            work->objects.push_back(
                {plan.object, std::make_shared<const std::string>(key), plan.number + 1, plan.object_error});
    }
    for (auto& [lane, block] : lanes) work->lanes.push_back(std::move(block));
    return work;
}

// A document of `count` lines of one lane with ids from `first`.
inline DocumentPlan lines_of(std::uint32_t object, std::uint64_t number, std::uint16_t lane, std::uint64_t first,
                             std::size_t count, std::size_t filler = 0) {
    DocumentPlan document;
    document.object = object;
    document.number = number;
    for (std::size_t i = 0; i < count; ++i)
        document.lines.push_back({lane, first + i, kNoTime, static_cast<std::uint32_t>(i), false, filler});
    return document;
}

// What was sealed, by name ("0003/Basic-00001"), and the groups.
struct Packed {
    std::vector<std::unique_ptr<Group>> groups;
    std::map<std::string, std::string> lines;
    std::map<std::string, std::string> lineage;
    std::map<std::string, std::string> errors;
    std::map<std::string, std::string> hashes;
    std::vector<std::string> names;  // of shards, in order of groups and shards
    Account account;

    void take(std::unique_ptr<Group> group, SpoolFactory& spools) {
        for (Shard& shard : group->shards) {
            const std::string name =
                fmt::format("{:04}/{}-{:05}", shard.import_group, kTypes[shard.lane], shard.number);
            auto sealed = seal(shard, group->names, spools);
            if (!sealed) throw std::runtime_error(to_text(sealed.error()));
            lines[name] = hios::test::bytes_of(*sealed->lines);
            lineage[name] = hios::test::bytes_of(*sealed->lineage);
            hashes[name] = sealed->sha256;
            names.push_back(name);
        }
        for (const ErrorFile& file : group->error_files) errors[file.key] += hios::test::bytes_of(*file.bytes);
        account += group->account;
        groups.push_back(std::move(group));
    }

    // The "from" of every line of a shard, in order.
    [[nodiscard]] std::vector<std::string> from(const std::string& name) const {
        std::vector<std::string> from;
        const std::string& text = lines.at(name);
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find('\n', at);
            from.push_back(nlohmann::json::parse(text.substr(at, end - at)).at("from"));
            at = end + 1;
        }
        return from;
    }
};

inline std::vector<nlohmann::json> records_of(const std::string& ndjson) {
    std::vector<nlohmann::json> records;
    for (std::size_t at = 0; at < ndjson.size();) {
        const std::size_t end = ndjson.find('\n', at);
        records.push_back(nlohmann::json::parse(ndjson.substr(at, end - at)));
        at = end + 1;
    }
    return records;
}

inline void require(const Outcome<void>& outcome) {
    if (!outcome) throw std::runtime_error(to_text(outcome.error()));
}

// Packs Works in one go.
inline Packed pack(const PackSettings& settings, const std::vector<std::shared_ptr<Work>>& works, PackState state = {},
                   MaintainedBefore* before = nullptr) {
    Packed packed;
    hios::test::MemorySpools spools;
    Packer packer(
        settings, spools, std::move(state),
        [&](std::unique_ptr<Group> group) { packed.take(std::move(group), spools); }, before);
    for (const auto& work : works) require(packer.add(*work));
    require(packer.finish());
    return packed;
}

inline PackSettings settings(std::uint64_t shard_bytes, std::uint64_t shard_lines,
                             PackSettings::GroupBy by = PackSettings::GroupBy::kRun, std::uint64_t group_size = 0) {
    return {shard_bytes, shard_lines, by, group_size, 1 << 20};
}

inline constexpr std::uint64_t kNoLimit = UINT64_MAX / 2;

}  // namespace hios::pack::test
