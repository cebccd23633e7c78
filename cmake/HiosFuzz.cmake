# Fuzz targets: LLVMFuzzerTestOneInput in one .cpp each, under tests/fuzz.
#
# HIOS_FUZZ=ON (clang): coverage-guided libFuzzer programs. OFF (any compiler): the same function under
# tests/fuzz/standalone_main.cpp, which runs the seeds and seeded mutations of them for a few seconds.

set(HIOS_FUZZ_SECONDS 5 CACHE STRING "How long ctest runs each fuzz target")

if(HIOS_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "HIOS_FUZZ needs clang (libFuzzer). Use: cmake --preset fuzz")
    endif()
    # Also on the libraries: what is not instrumented gives the fuzzer no coverage.
    add_compile_options(-fsanitize=fuzzer-no-link,address -fno-omit-frame-pointer)
    add_link_options(-fsanitize=address)
elseif(HIOS_TESTS)
    add_library(hios_fuzz_main OBJECT ${PROJECT_SOURCE_DIR}/tests/fuzz/standalone_main.cpp)
    target_link_libraries(hios_fuzz_main PRIVATE hios_warnings)
endif()

# hios_fuzz(NAME SOURCES ... DEPENDS ... SEEDS dir ...)
function(hios_fuzz name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;SEEDS" ${ARGN})
    set(seeds)
    foreach(dir IN LISTS ARG_SEEDS)
        cmake_path(ABSOLUTE_PATH dir NORMALIZE)
        if(IS_DIRECTORY ${dir})
            list(APPEND seeds ${dir})
        else()
            message(FATAL_ERROR "hios_fuzz(${name}): there is no seed folder ${dir}")
        endif()
    endforeach()

    add_executable(${name} ${ARG_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} hios_warnings)
    add_dependencies(hios_tests_fuzz ${name})

    if(HIOS_FUZZ)
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        # What the fuzzer finds goes into the first folder, never among the committed seeds.
        set(corpus ${CMAKE_CURRENT_BINARY_DIR}/${name}.corpus)
        file(MAKE_DIRECTORY ${corpus})
        add_test(NAME fuzz.${name}
            COMMAND ${name} -max_total_time=${HIOS_FUZZ_SECONDS} -timeout=20 -rss_limit_mb=4096 -print_final_stats=1
                ${corpus} ${seeds})
    else()
        hios_quick_build(${name})
        target_link_libraries(${name} PRIVATE hios_fuzz_main)
        add_test(NAME fuzz.${name} COMMAND ${name} --seconds ${HIOS_FUZZ_SECONDS} ${seeds})
    endif()
    math(EXPR timeout "${HIOS_FUZZ_SECONDS} + 240")
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT ${timeout})
endfunction()
