/* SPDX-License-Identifier: MIT */
/* Tests of what is said of files that no dynamic linker should be asked about: copies of a good one with one thing changed. */
#include "elf_check.h"

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "built.h"
#include "errors.h"
#include "scratch.h"
#include "suite.h"

static struct lbh_diag *diag;
static unsigned char *bytes;
static size_t size;

static void setup(void)
{
    char path[BUILT_PATH_SIZE];
    diag = lbh_diag_new();
    bytes = read_bytes(GOOD_PLUGIN(path, "increase"), &size);
    scratch_setup();
}

static void teardown(void)
{
    scratch_teardown();
    free(bytes);
    lbh_diag_free(diag);
}

static ElfW(Ehdr) * header(void)
{
    return (ElfW(Ehdr) *)(void *)bytes;
}

static ElfW(Phdr) * segments(void)
{
    return (ElfW(Phdr) *)(void *)(bytes + header()->e_phoff);
}

/* Writes the first `length` bytes to a file and expects it to be refused with these words. */
static void refuse(size_t length, const char *expected, const char *found, const char *mend)
{
    scratch_write("copy.so", bytes, length);
    ck_assert_int_eq(lbh_elf_check("copy.so", diag), LBH_ERR_INVALID);
    assert_one_error(diag,
                     &(struct expected_error){
                         .status = LBH_ERR_INVALID, .text = "cannot load library: file=\"copy.so\", expected=", .mend = mend});
    assert_contains(error_at(diag, 0)->text, expected);
    assert_contains(error_at(diag, 0)->text, found);
}

START_TEST(a_shared_object_passes)
{
    scratch_write("copy.so", bytes, size);
    ck_assert_msg(lbh_elf_check("copy.so", diag) == LBH_OK, "%s", lbh_diag_text(diag));
    ck_assert_uint_eq(lbh_diag_count(diag), 0);
}
END_TEST

START_TEST(a_missing_file_is_refused)
{
    ck_assert_int_eq(lbh_elf_check("none.so", diag), LBH_ERR_INVALID);
    assert_one_error(
        diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = "file=\"none.so\", No such file or directory"});
}
END_TEST

START_TEST(a_folder_is_refused)
{
    ck_assert_int_eq(mkdir("folder.so", 0777), 0);
    ck_assert_int_eq(lbh_elf_check("folder.so", diag), LBH_ERR_INVALID);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = "expected=a file, found=a folder"});
}
END_TEST

START_TEST(a_device_is_refused)
{
    ck_assert_int_eq(lbh_elf_check("/dev/null", diag), LBH_ERR_INVALID);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = "expected=a file, found=a device"});
}
END_TEST

START_TEST(a_fifo_that_nobody_writes_to_is_refused)
{
    ck_assert_int_eq(mkfifo("fifo.so", 0777), 0);
    ck_assert_int_eq(lbh_elf_check("fifo.so", diag), LBH_ERR_INVALID);
    assert_one_error(diag, &(struct expected_error){.status = LBH_ERR_INVALID, .text = "expected=a file, found=a FIFO"});
}
END_TEST

START_TEST(an_empty_file_is_refused)
{
    refuse(0, "an ELF shared object", "an empty file", "cc -shared");
}
END_TEST

START_TEST(another_kind_of_file_is_refused)
{
    memcpy(bytes, "# loopblocks.la", 15);
    refuse(size, "an ELF shared object", "another kind of file", ".libs/");
}
END_TEST

START_TEST(a_short_text_is_no_elf_file)
{
    refuse(3, "an ELF shared object", "another kind of file", ".libs/");
}
END_TEST

START_TEST(another_class_is_refused)
{
    const bool is_64 = bytes[EI_CLASS] == ELFCLASS64;
    bytes[EI_CLASS] = is_64 ? ELFCLASS32 : ELFCLASS64;
    refuse(size, is_64 ? "expected=64 bit" : "expected=32 bit", is_64 ? "found=32 bit" : "found=64 bit", "for this machine");
}
END_TEST

START_TEST(another_byte_order_is_refused)
{
    bytes[EI_DATA] = bytes[EI_DATA] == ELFDATA2LSB ? ELFDATA2MSB : ELFDATA2LSB;
    refuse(size, "-endian", "found=the other byte order", "for this machine");
}
END_TEST

START_TEST(another_machine_is_named)
{
    header()->e_machine = header()->e_machine == EM_AARCH64 ? EM_X86_64 : EM_AARCH64;
    refuse(size, "expected=", header()->e_machine == EM_AARCH64 ? "found=aarch64" : "found=x86-64", "for this machine");
}
END_TEST

START_TEST(an_unknown_machine_is_numbered)
{
    header()->e_machine = 40000;
    refuse(size, "expected=", "found=machine 40000", "for this machine");
}
END_TEST

START_TEST(an_object_file_is_refused)
{
    header()->e_type = ET_REL;
    refuse(size, "a shared object", "an object file", "cc -shared");
}
END_TEST

START_TEST(a_program_is_refused)
{
    header()->e_type = ET_EXEC;
    refuse(size, "a shared object", "an executable", "cc -shared");
}
END_TEST

START_TEST(every_truncation_is_refused)
{
    /* Sections at the end are not mapped: all that is within a segment must be there. */
    size_t mapped = 0;
    for (size_t i = 0; i < header()->e_phnum; i++)
        if (segments()[i].p_type == PT_LOAD && segments()[i].p_offset + segments()[i].p_filesz > mapped)
            mapped = segments()[i].p_offset + segments()[i].p_filesz;
    ck_assert_uint_lt(mapped, size);
    for (size_t length = 1; length < mapped; length += length < 1000 ? 1 : 61) {
        lbh_diag_clear(diag);
        scratch_write("copy.so", bytes, length);
        ck_assert_msg(lbh_elf_check("copy.so", diag) == LBH_ERR_INVALID, "%zu of %zu bytes passed", length, size);
        ck_assert_uint_eq(lbh_diag_count(diag), 1);
        if (length >= EI_NIDENT) assert_contains(error_at(diag, 0)->text, "a truncated file");
    }
    scratch_write("copy.so", bytes, mapped - 1);
    ck_assert_int_eq(lbh_elf_check("copy.so", NULL), LBH_ERR_INVALID);
    scratch_write("copy.so", bytes, mapped);
    ck_assert_int_eq(lbh_elf_check("copy.so", NULL), LBH_OK);
}
END_TEST

START_TEST(no_program_headers_are_refused)
{
    header()->e_phnum = 0;
    refuse(size, "1 to 64 program headers", "another number or size", "again");
}
END_TEST

START_TEST(a_lying_number_of_headers_is_refused)
{
    header()->e_phnum = 65535;
    refuse(size, "1 to 64 program headers", "another number or size", "again");
}
END_TEST

START_TEST(headers_beyond_the_file_are_refused)
{
    header()->e_phoff = size - 10;
    refuse(size, "whole program headers", "a truncated file", "again");
}
END_TEST

START_TEST(headers_at_an_absurd_place_are_refused)
{
    header()->e_phoff = ~(ElfW(Off))0;
    refuse(size, "whole program headers", "a truncated file", "again");
}
END_TEST

START_TEST(a_segment_that_wraps_around_is_refused)
{
    for (size_t i = 0; i < header()->e_phnum; i++)
        if (segments()[i].p_type == PT_LOAD) segments()[i].p_offset = ~(ElfW(Off))0 - 100;
    refuse(size, "segments within the file", "a truncated file", "again");
}
END_TEST

SUITE("elf check")
{
    PROMISE_WITH(suite, "a shared object passes", setup, teardown, a_shared_object_passes);
    PROMISE_WITH(suite, "what is none is named", setup, teardown, a_missing_file_is_refused, a_folder_is_refused,
                 a_device_is_refused, a_fifo_that_nobody_writes_to_is_refused, an_empty_file_is_refused,
                 another_kind_of_file_is_refused, a_short_text_is_no_elf_file, an_object_file_is_refused, a_program_is_refused);
    PROMISE_WITH(suite, "what is for another machine is named", setup, teardown, another_class_is_refused,
                 another_byte_order_is_refused, another_machine_is_named, an_unknown_machine_is_numbered);
    PROMISE_WITH(suite, "what is cut short or lies is refused", setup, teardown, every_truncation_is_refused,
                 no_program_headers_are_refused, a_lying_number_of_headers_is_refused, headers_beyond_the_file_are_refused,
                 headers_at_an_absurd_place_are_refused, a_segment_that_wraps_around_is_refused);
}
