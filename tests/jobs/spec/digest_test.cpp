#include "jobs/spec/digest.hpp"

#include "tests/jobs/spec/spec_file.hpp"

namespace hios::jobs {
namespace {

class Digest : public SpecFile {
protected:
    std::string of(const std::string& text) const {
        const auto spec = load(text);
        EXPECT_TRUE(spec) << text;
        return spec ? spec->digest : "";
    }
};

TEST_F(Digest, StaysWhenOnlyPlacesOrResourcesChange) {
    const std::string plain = of("source: raw\n");
    EXPECT_EQ(plain.size(), 64U);
    EXPECT_EQ(of("source: other\nstaging: s\nerror: e\nstate: t\n"), plain);
    EXPECT_EQ(of("source: raw\nlimits: {threads: 7, memory: 1GiB, max_duration: 1h}\ntolerance: {rejects: 1%}\n"),
              plain);
    EXPECT_EQ(of("source: raw\npack: {shard_bytes: 268435456}\n"), plain) << "a default written out";
}

TEST_F(Digest, ChangesWithWhatDecidesTheOutput) {
    const std::string plain = of("source: raw\n");
    EXPECT_NE(of("source: raw\njob: other\n"), plain) << "the job names the identity's namespace";
    EXPECT_NE(of("source: raw\nidentity: {namespace: n}\n"), plain);
    EXPECT_NE(of("source: raw\nvalidate: {level: minimal}\n"), plain);
    EXPECT_NE(of("source: raw\npack: {shard_lines: 9}\n"), plain);
    EXPECT_NE(of("source: raw\nimport: {group: run}\n"), plain);
}

}  // namespace
}  // namespace hios::jobs
