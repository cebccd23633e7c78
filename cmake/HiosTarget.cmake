# hios_module(NAME SOURCES ... DEPENDS ...): a static library of one folder; includes go from the repository's root.
function(hios_module name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE hios_warnings ${ARG_PRIVATE_DEPENDS})
endfunction()

# hios_test(NAME LABEL unit|conformance|e2e|shared|fuzz|lint SOURCES ... DEPENDS ...): one GoogleTest program.
function(hios_test name)
    cmake_parse_arguments(ARG "" "LABEL" "SOURCES;DEPENDS" ${ARGN})
    if(NOT ARG_LABEL)
        set(ARG_LABEL unit)
    endif()
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} hios_warnings GTest::gmock GTest::gtest_main)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${name} PRIVATE
        HIOS_SOURCE_DIR="${PROJECT_SOURCE_DIR}" HIOS_PROGRAM="$<TARGET_FILE_DIR:hios>/hios")
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS ${ARG_LABEL})
endfunction()
