#include "stages/fhir/converter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/codes.hpp"
#include "stages/fhir/codes.hpp"
#include "stages/fhir/gatherer.hpp"
#include "stages/fhir/narrative.hpp"
#include "stages/split/file_kind.hpp"

namespace hios::fhir {

// The conversion of one document of a Work: what each entry becomes, then the lines.
class Converter::DocumentConversion {
public:
    DocumentConversion(Converter& converter, Work& work, std::uint32_t number)
        : self_(converter),
          reader_(converter.reader_),
          work_(work),
          number_(number),
          document_(work.documents[number]) {}

    void run() {
        work_.accounts.emplace_back();
        if (document_.unreadable) return reject_document(*document_.unreadable);
        if (document_.shape == Shape::kUnknown) {
            return reject_document(reject(codes::kNotFhir, split::why_not_json(document_.text),
                                          {*document_.name, document_.offset, 0, {}}));
        }
        if (auto read = reader_.read(document_); !read) return reject_document(std::move(read).error());
        name_targets();
        for (std::size_t i = 0; i < reader_.entries().size(); ++i)
            take(reader_.entries()[i], static_cast<std::uint32_t>(i));
    }

private:
    DocumentAccount& account() { return work_.accounts.back(); }

    void reject_document(Error error) {
        account().rejected = true;
        work_.rejects.push_back({std::move(error), Reject::Level::kDocument, number_, kNoEntry});
    }

    void reject_entry(const ReadEntry& entry, Error error) {
        ++account().made;
        ++account().rejected_resources;
        work_.rejects.push_back({std::move(error), Reject::Level::kResource, number_, entry.entry});
    }

    // Under which type and id every entry can be referred to, before the first link is looked at.
    void name_targets() {
        const auto& entries = reader_.entries();
        self_.targets_.assign(entries.size(), LinkTarget{});
        self_.by_full_url_.reset(entries.size());
        self_.by_relative_.reset(reader_.is_bundle() ? 16 : 1);
        std::size_t renamed = 0;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const ReadEntry& entry = entries[i];
            if (entry.use != EntryUse::kResource) continue;
            self_.targets_[i] = {entry.type, staged_id(entry)};
            if (!entry.full_url.empty()) self_.by_full_url_.add(entry.full_url, static_cast<std::uint32_t>(i));
            if (is_renamed(entry, self_.targets_[i])) ++renamed;
        }
        if (renamed == 0) return;
        self_.by_relative_.reset(renamed);
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (entries[i].use != EntryUse::kResource || !is_renamed(entries[i], self_.targets_[i])) continue;
            std::string_view base, type, id;
            split_restful(entries[i].full_url, base, type, id);
            self_.by_relative_.add(entries[i].full_url.substr(base.size() + 1), static_cast<std::uint32_t>(i));
        }
    }

    // Whether "Type/id" of the entry's RESTful fullUrl is not the name it is staged under.
    static bool is_renamed(const ReadEntry& entry, const LinkTarget& target) {
        std::string_view base, type, id;
        return split_restful(entry.full_url, base, type, id) &&
               (id != target.id || type != kResourceTypes[target.type]);
    }

    // The id by which an entry is known after the run-wide index has spoken: a conditional create or
    // update takes the id of what its query finds.
    std::string_view staged_id(const ReadEntry& entry) const {
        if (entry.condition.empty() || self_.settings_.conditional == nullptr) return entry.id;
        const auto query = parse_query(kResourceTypes[entry.type], entry.condition);
        if (!query || query->by_id) return entry.id;
        const auto* found = self_.settings_.conditional->find({query->key(), query->any_system});
        return found == nullptr || found->ambiguous ? entry.id : std::string_view(found->id);
    }

    void take(const ReadEntry& entry, std::uint32_t index) {
        switch (entry.use) {
            case EntryUse::kNothing:
                ++account().skipped_entries;
                return;
            case EntryUse::kFlawed:
                return reject_entry(entry, *entry.error);
            case EntryUse::kPatch:
                return reject_entry(entry, entry_error(entry, codes::kEntryPatch));
            case EntryUse::kDelete:
                if (!entry.id.empty()) {
                    work_.tombstones.push_back(
                        {resource_key(kResourceTypes[entry.type], entry.id), entry.time_us, number_, entry.rank});
                }
                return reject_entry(entry, entry_error(entry, codes::kEntryDelete));
            case EntryUse::kResource:
                break;
        }
        ++account().made;
        if (entry.conditional_create && self_.targets_[index].id != entry.id) {
            // What the query asks for exists under another id: the create does nothing (R4 http.html#ccreate).
            ++account().superseded;
            return;
        }
        append_identifiers(reader_, entry, self_.targets_[index].id, number_, work_.identifiers);
        emit(entry, self_.targets_[index].id);
    }

    Error entry_error(const ReadEntry& entry, const Code& code) const {
        return reject(code, std::string(code.meaning.substr(0, code.meaning.size() - 1)),
                      {*document_.name, document_.offset + entry.span.begin, entry.span.end - entry.span.begin,
                       fmt::format("entry[{}]", entry.entry)});
    }

    LaneBlock& block(TypeId lane) {
        auto& slot = self_.block_of_lane_[lane];
        if (slot < 0) {
            slot = static_cast<std::int16_t>(work_.lanes.size());
            work_.lanes.push_back(self_.settings_.lanes != nullptr ? self_.settings_.lanes->take(lane)
                                                                   : LaneBlock{lane, {}, {}});
        }
        return work_.lanes[static_cast<std::size_t>(slot)];
    }

    // Appends the resource's line: minified stretches of the source between spliced strings.
    void emit(const ReadEntry& entry, std::string_view id) {
        const ScannedResource& resource = entry.resource;
        LaneBlock& lane = block(entry.type);
        const std::size_t start = lane.bytes.size();
        position_ = resource.span.begin;
        // One reservation that holds whatever minify writes; splices add their own.
        lane.bytes.room(resource.span.end - resource.span.begin + id.size() + 2 * json::kPadding);

        const bool insert_id = resource.id.empty();
        const bool replace_id = !insert_id && !(entry.id_in_source && id == entry.id);
        bool id_done = !insert_id && !replace_id;
        const std::uint32_t id_at = insert_id ? resource.type.end : resource.id.begin;
        const auto write_id = [&] {
            copy_until(lane.bytes, id_at);
            lane.bytes.append(insert_id ? std::string_view(",\"id\":\"") : std::string_view("\""));
            lane.bytes.append(id);
            lane.bytes.push_back('"');
            if (replace_id) position_ = resource.id.end;
            id_done = true;
        };

        LinkScope scope{&self_.by_full_url_,         &self_.by_relative_,      &self_.targets_,
                        self_.settings_.conditional, self_.settings_.read.ids, base_of(entry)};
        for (std::uint32_t i = 0; i < resource.link_count; ++i) {
            const Link link = reader_.links()[resource.first_link + i];
            if (!id_done && id_at <= link.value.begin) write_id();
            if (link.kind != LinkKind::kReference && self_.by_full_url_.empty()) continue;
            if (!rewrite(link, scope, entry)) continue;
            copy_until(lane.bytes, link.value.begin);
            json::append_quoted(quoted_, self_.link_);
            lane.bytes.append(quoted_);
            quoted_.clear();
            position_ = link.value.end;
        }
        if (!id_done) write_id();
        copy_until(lane.bytes, resource.span.end);
        lane.bytes.push_back('\n');

        LineRecord line;
        line.key = resource_key(kResourceTypes[entry.type], id);
        line.time_us = entry.time_us;
        line.source_offset = document_.offset + resource.span.begin;
        line.source_length = resource.span.end - resource.span.begin;
        line.length = static_cast<std::uint32_t>(lane.bytes.size() - start);
        line.document = number_;
        line.entry = entry.entry;
        line.rank = entry.rank;
        lane.lines.push_back(line);
    }

    // True when self_.link_ holds what the link becomes.
    bool rewrite(const Link& link, const LinkScope& scope, const ReadEntry& entry) {
        const std::string_view value = reader_.text(link.value);
        std::uint32_t links = 1;
        LinkResult result;
        switch (link.kind) {
            case LinkKind::kReference:
                result = resolve_reference(value, scope, self_.link_);
                break;
            case LinkKind::kUri:
                result = resolve_uri(value, scope, self_.link_);
                break;
            case LinkKind::kNarrative:
                links = 0;
                result = resolve_narrative(value, scope, self_.link_, links);
                break;
        }
        switch (result.kind) {
            case LinkResult::Kind::kKeep:
                return false;
            case LinkResult::Kind::kUnresolved:
                ++account().unresolved;
                work_.unresolved.push_back(
                    {number_, entry.entry, document_.offset + link.value.begin, result.why, std::string(value)});
                return false;
            case LinkResult::Kind::kConditional:
                ++account().conditional;
                [[fallthrough]];
            case LinkResult::Kind::kRewritten:
                account().rewritten += links;
                return true;
        }
        return false;
    }

    static std::string_view base_of(const ReadEntry& entry) {
        std::string_view base, type, id;
        return split_restful(entry.full_url, base, type, id) ? base : std::string_view{};
    }

    void copy_until(ByteBuffer& into, std::uint32_t end) {
        const std::string_view stretch = document_.text.substr(position_, end - position_);
        into.grow(json::minify(stretch, into.room(stretch.size() + json::kPadding)));
        position_ = end;
    }

    Converter& self_;
    DocumentReader& reader_;
    Work& work_;
    const std::uint32_t number_;
    const Document& document_;
    std::uint32_t position_ = 0;
    std::string quoted_;
};

Converter::Converter(const ConvertSettings& settings)
    : settings_(settings), reader_(settings.read), block_of_lane_(kResourceTypes.size(), -1) {}

Converter::~Converter() = default;

void Converter::convert(Work& work) {
    std::fill(block_of_lane_.begin(), block_of_lane_.end(), std::int16_t{-1});
    work.accounts.reserve(work.documents.size());
    for (std::uint32_t i = 0; i < work.documents.size(); ++i) DocumentConversion(*this, work, i).run();
}

}  // namespace hios::fhir
