// Trying one future after another: each is a forked process with its own copy of the story, the CRM included.
//
// A branch goes on from where the story stands, breaks something, resumes, tells the rest of the story, and hands back
// what it found. The store's folder is put back afterwards, so the next branch starts from the same place.
#pragma once

#include <functional>

#include "crash/fuse.hpp"
#include "crash/story.hpp"

namespace goodword::testing {

/// A broken store on top of the real one (and of the fuse), or nothing.
using MakeMutant = std::function<std::unique_ptr<ports::Store>(ports::Store& inner)>;

/// Runs `work` in a forked process and returns the lines it returned; a death or an exception is a line too.
std::vector<std::string> branch(Story& story, const std::function<std::vector<std::string>()>& work);

/// The chapter's sync in a child that dies at the `at`th point; the points it passed, where it did not die.
struct KilledSync {
  bool killed = false;
  std::vector<std::string> passed;
};
KilledSync sync_until(Story& story, int at, const MakeMutant& mutant = {});

/// After a break in `chapter`: resumes, tells the chapters that follow, and compares the end with `expected`.
std::vector<std::string> resume_and_compare(Story& story, int chapter, const std::vector<std::string>& expected,
                                            const MakeMutant& mutant = {});

/// The end of a story in which nothing went wrong.
std::vector<std::string> undisturbed(Story& story);

}  // namespace goodword::testing
