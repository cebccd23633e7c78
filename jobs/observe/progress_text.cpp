#include "jobs/observe/progress_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "jobs/observe/events.hpp"
#include "jobs/spec/size_duration.hpp"

namespace hios::observe {
namespace {

using jobs::format_duration;
using jobs::format_size;

std::string rate(double per_second) {
    return per_second >= 10 ? with_thousands(static_cast<std::uint64_t>(per_second))
                            : fmt::format("{:.1f}", per_second);
}

// Time left in whole units of time: milliseconds would only flicker.
std::string time_left(std::chrono::milliseconds left) {
    return left < std::chrono::seconds(1) ? "under 1 s" : format_duration(left);
}

std::string bar(double share, std::size_t width) {
    const auto full = static_cast<std::size_t>(share * static_cast<double>(width));
    return fmt::format("[{}{}]", std::string(full, '#'), std::string(width - full, '.'));
}

std::string first_line(const Look& look, const Rates& rates, std::size_t width) {
    if (look.phase == Metrics::Phase::kListing)
        return fmt::format("listing... {} keys", with_thousands(look.objects_listed));
    if (look.phase == Metrics::Phase::kImporting) {
        return fmt::format("importing  {} of {} jobs done", look.import_jobs_done,
                           look.import_jobs_done + look.import_jobs_open);
    }
    const auto share = share_done(look);
    if (!share) return std::string(phase_name(look.phase));
    const std::string left = look.phase == Metrics::Phase::kDone ? "done"
                             : rates.left                        ? time_left(*rates.left) + " left"
                                                                 : "";
    const std::string tail =
        fmt::format(" {:5.1f}%  {}/s  {}", *share * 100, format_size(static_cast<std::uint64_t>(rates.bytes)), left);
    const std::size_t room = width > tail.size() + 12 ? std::min<std::size_t>(width - tail.size() - 2, 40) : 10;
    return bar(*share, room) + tail;
}

}  // namespace

std::vector<std::string> progress_block(const Look& look, const Rates& rates, std::chrono::milliseconds elapsed,
                                        std::size_t width) {
    std::vector<std::string> lines;
    lines.push_back(first_line(look, rates, width));
    if (look.phase != Metrics::Phase::kListing) {
        lines.push_back(fmt::format("objects {}/{}  {} of {}", with_thousands(look.objects_done),
                                    with_thousands(look.objects_total), format_size(look.bytes_done),
                                    format_size(look.bytes_total)));
        lines.push_back(fmt::format("resources {}  {}/s  rejects {}  shards {}", with_thousands(look.resources),
                                    rate(rates.resources), with_thousands(look.rejects), with_thousands(look.shards)));
        if (look.import_jobs_open + look.import_jobs_done > 0) {
            lines.push_back(fmt::format("imported {}  {}/s  jobs {} open, {} done",
                                        with_thousands(look.resources_imported), rate(rates.imported),
                                        look.import_jobs_open, look.import_jobs_done));
        }
    }
    lines.push_back(fmt::format("memory {}  in flight {}  elapsed {}", format_size(look.resident_bytes),
                                format_size(look.budget_used),
                                format_duration(std::chrono::floor<std::chrono::seconds>(elapsed))));
    // A line that wraps would break the redrawing.
    for (std::string& line : lines) line.resize(std::min(line.size(), width));
    return lines;
}

std::string progress_line(const Look& look, const Rates& rates, std::chrono::milliseconds elapsed,
                          const std::string& timestamp) {
    std::string line = fmt::format("ts={} level=info msg=progress phase={} elapsed_s={}", timestamp,
                                   phase_name(look.phase), elapsed.count() / 1000);
    if (look.phase == Metrics::Phase::kListing) {
        line += fmt::format(" listed={}", look.objects_listed);
    } else {
        line += fmt::format(" objects={}/{} bytes={}/{}", look.objects_done, look.objects_total, look.bytes_done,
                            look.bytes_total);
        if (const auto share = share_done(look)) line += fmt::format(" percent={:.1f}", *share * 100);
        line += fmt::format(" resources={} resources_per_s={:.0f} rejects={} shards={}", look.resources,
                            rates.resources, look.rejects, look.shards);
        if (look.import_jobs_open + look.import_jobs_done > 0) {
            line += fmt::format(" import_open={} import_done={} imported={}", look.import_jobs_open,
                                look.import_jobs_done, look.resources_imported);
        }
        if (rates.left) line += fmt::format(" left_s={}", rates.left->count() / 1000);
    }
    return line + fmt::format(" rss_bytes={}", look.resident_bytes);
}

std::string with_thousands(std::uint64_t number) {
    const std::string digits = std::to_string(number);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

}  // namespace hios::observe
