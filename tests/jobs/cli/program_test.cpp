// The real program as people and scripts meet it: words, streams and exit codes.

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <nlohmann/json.hpp>

namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct Result {
    int code = -1;
    std::string out;
    std::string err;
};

class Program : public testing::Test {
protected:
    Program() {
        std::string name = (std::filesystem::temp_directory_path() / "hios-cli-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~Program() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }

    // `arguments` as typed into a shell, in the test's folder.
    Result hios(const std::string& arguments) const {
        const std::string error_file = folder_ / ".stderr";
        const std::string command =
            "cd '" + folder_.string() + "' && '" HIOS_PROGRAM "' " + arguments + " 2>'" + error_file + "'";
        Result result;
        std::FILE* pipe = ::popen(command.c_str(), "r");
        std::array<char, 4096> buffer{};
        for (std::size_t size = 0; (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
            result.out.append(buffer.data(), size);
        const int status = ::pclose(pipe);
        result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        std::ifstream stream(error_file);
        std::ostringstream text;
        text << stream.rdbuf();
        result.err = text.str();
        return result;
    }

    std::filesystem::path folder_;
};

TEST_F(Program, AlonePrintsHelpAndIsAUsageError) {
    const Result result = hios("");
    EXPECT_EQ(result.code, 2);
    EXPECT_THAT(result.out, HasSubstr("Examples:"));
    EXPECT_LT(result.out.find("Examples:"), result.out.find("Options:"));
}

TEST_F(Program, HelpAndVersionSucceed) {
    EXPECT_EQ(hios("--help").code, 0);
    EXPECT_EQ(hios("check --help").code, 0);
    EXPECT_THAT(hios("check --help").out, HasSubstr("hios check JOB"));
    EXPECT_EQ(hios("--version").code, 0);
    EXPECT_THAT(hios("--version").out, StartsWith("hios "));
}

TEST_F(Program, UnknownVerbsAndOptionsGetASuggestion) {
    EXPECT_EQ(hios("chekc job.yaml").code, 2);
    EXPECT_THAT(hios("chekc job.yaml").err, HasSubstr("Did you mean `hios check`?"));
    EXPECT_EQ(hios("check job.yaml --jsno").code, 2);
    EXPECT_THAT(hios("check job.yaml --jsno").err, HasSubstr("did you mean --json?"));
    EXPECT_THAT(hios("check").err, HasSubstr("JOB is missing"));
    EXPECT_EQ(hios("-q").code, 2);
}

TEST_F(Program, AFileWithoutAVerbGetsAHint) {
    write("job.yaml", "source: raw\n");
    EXPECT_THAT(hios("job.yaml").err, HasSubstr("A verb comes first"));
}

TEST_F(Program, SchemaIsJson) {
    const Result result = hios("schema");
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(nlohmann::json::parse(result.out)["title"], "HIOS job");
}

TEST_F(Program, ExplainTellsListsAndSuggests) {
    EXPECT_THAT(hios("explain codec.corrupt").out, HasSubstr("How to mend:"));
    EXPECT_THAT(hios("explain").out, HasSubstr("spec.invalid"));
    const Result wrong = hios("explain codec.corupt");
    EXPECT_EQ(wrong.code, 2);
    EXPECT_THAT(wrong.err, HasSubstr("Did you mean codec.corrupt?"));
    EXPECT_EQ(nlohmann::json::parse(hios("explain codec.corrupt --json").out)["code"], "codec.corrupt");
}

TEST_F(Program, CheckShowsWhatItWouldUse) {
    std::filesystem::create_directory(folder_ / "raw");
    write("nightly.yaml", "source: raw\nlimits: {threads: 3}\n");
    const Result result = hios("check nightly.yaml");
    EXPECT_EQ(result.code, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, HasSubstr("Job nightly is valid"));
    EXPECT_THAT(result.out, HasSubstr("3 threads"));
    EXPECT_THAT(result.out, Not(HasSubstr("\x1b"))) << "no colour in a pipe";
    const auto json = nlohmann::json::parse(hios("check nightly.yaml --json --set limits.threads=5").out);
    EXPECT_EQ(json["spec"]["limits"]["threads"], 5);
    EXPECT_EQ(json["digest"].get<std::string>().size(), 64U);
}

TEST_F(Program, CheckNotesAMissingSourceUnlessQuiet) {
    write("job.yaml", "source: raw\n");
    EXPECT_THAT(hios("check job.yaml").err, HasSubstr("does not exist"));
    EXPECT_EQ(hios("check job.yaml -q").err, "");
}

TEST_F(Program, CheckOfAFolder) {
    std::filesystem::create_directory(folder_ / "docs");
    EXPECT_THAT(hios("check docs").out, HasSubstr("hios-docs/staging"));
    EXPECT_THAT(hios("check docs --out zones").out, HasSubstr("zones/staging"));
}

TEST_F(Program, AWrongSpecExits78AndListsEveryProblem) {
    write("job.yaml", "sorce: raw\npack: {shard_lines: x}\n");
    const Result result = hios("check job.yaml");
    EXPECT_EQ(result.code, 78);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("job.yaml:1:1: /sorce: unknown key; did you mean \"source\"?"));
    EXPECT_THAT(result.err, HasSubstr("job.yaml:2:21: /pack/shard_lines: must be a whole number"));
    EXPECT_EQ(hios("check nothing.yaml").code, 78);
}

TEST_F(Program, AFullDiskIsNotSuccess) {
    EXPECT_EQ(hios("schema >/dev/full").code, 75);
}

TEST_F(Program, AReaderThatLeavesEarlyIsNoError) {
    EXPECT_THAT(hios("schema | head -n 1").out, StartsWith("{"));
}

TEST_F(Program, BashCompletionCompletesVerbsOptionsAndChoices) {
    ASSERT_EQ(hios("completion bash > hios.bash").code, 0);
    const auto complete = [&](const std::string& words, int at) {
        write("try.sh", "source ./hios.bash\nCOMP_WORDS=(" + words + ")\nCOMP_CWORD=" + std::to_string(at) +
                            "\n_hios\necho \"${COMPREPLY[@]}\"\n");
        return hios("--version >/dev/null; bash try.sh").out;
    };
    EXPECT_EQ(complete("hios exp", 1), "explain\n");
    EXPECT_EQ(complete("hios completion z", 2), "zsh\n");
    EXPECT_EQ(complete("hios check --js", 2), "--json\n");
}

TEST_F(Program, EveryShellGetsAScript) {
    EXPECT_THAT(hios("completion zsh").out, StartsWith("#compdef hios"));
    EXPECT_THAT(hios("completion fish").out, HasSubstr("complete -c hios"));
    EXPECT_EQ(hios("completion tcsh").code, 2);
}

}  // namespace
