#include <catch2/catch.hpp>

#include "base/text.hpp"

using namespace goodword::base;

TEST_CASE("HTML becomes the text that a reader would see") {
  CHECK(html_to_text("<p>Dear <b>Zoë</b>,</p>\n<p>thank   you<br>so\nmuch.</p>") == "Dear Zoë,\n\nthank you\nso much.");
  CHECK(html_to_text("<ul><li>one</li><li>two</li></ul>after") == "one\ntwo\nafter");
  CHECK(html_to_text("<div>a</div><div>b</div>") == "a\nb");
  CHECK(html_to_text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>") == "a b\nc");
  CHECK(html_to_text("a<br><br><br><br>b") == "a\n\nb");
  CHECK(html_to_text("<h1>T</h1>x") == "T\nx");
  CHECK(html_to_text("no tags") == "no tags");
  CHECK(html_to_text("") == "");
}

TEST_CASE("scripts, styles and what else is not for reading are dropped with their content") {
  CHECK(html_to_text("a<script>alert('</b>')</script>b") == "ab");
  CHECK(html_to_text("a<SCRIPT src='x'>if (1 < 2) evil()</Script >b") == "ab");
  CHECK(html_to_text("a<style>p { color: red }</style>b") == "ab");
  CHECK(html_to_text("<html><head><title>T</title></head><body>x</body></html>") == "x");
  CHECK(html_to_text("a<script>never closed") == "a");
  CHECK(html_to_text("a<script>x</scripty>y</script>b") == "ab");
  CHECK(html_to_text("a<!-- <p>hidden</p> -->b<!-- open") == "ab");
  CHECK(html_to_text("<!DOCTYPE html><?xml version='1.0'?>a") == "a");
}

TEST_CASE("attributes never come through, whatever they hold") {
  CHECK(html_to_text("<a href=\"javascript:x\" title='a > b'>link</a>") == "link");
  CHECK(html_to_text("<img src=x onerror=alert(1)>pic") == "pic");
  CHECK(html_to_text("text <a href=\"never closed") == "text");
}

TEST_CASE("a less-than sign that opens no tag is text") {
  CHECK(html_to_text("1 < 2 and 3<4 <3 a<") == "1 < 2 and 3<4 <3 a<");
}

TEST_CASE("entities are resolved once") {
  CHECK(html_to_text("&lt;b&gt; &amp;amp; &quot;q&quot; &apos;") == "<b> &amp; \"q\" '");
  CHECK(html_to_text("&eacute;&Uuml;&szlig;&euro;&nbsp;&#8364;&#x20ac;&#X41;") == "éÜß€ €€A");
  CHECK(html_to_text("&#146;&#150;") == "\u2019\u2013");
  CHECK(html_to_text("R&D; A&B &unknown; &; &# &#x; &amp") == "R&D; A&B &unknown; &; &# &#x; &amp");
}

TEST_CASE("entities cannot bring in what cleaning takes away") {
  CHECK(html_to_text("a&#0;b&#8238;c&#x200b;d&#27;e") == "abcde");
  CHECK(html_to_text("&#xD800;&#x110000;&#99999999;") == "\uFFFD\uFFFD\uFFFD");
  CHECK(html_to_text("a\xFF") == "a\uFFFD");
}

TEST_CASE("text put into HTML cannot become markup") {
  CHECK(text_to_html("<b> & \"x\" 'y'\nnext\r\nlast\rend") ==
        "&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;<br>next<br>last<br>end");
}

TEST_CASE("a hostile page of a megabyte is read in one pass") {
  std::string open_tags;
  for (int i = 0; i < 300'000; ++i) open_tags += "<a ";
  CHECK(html_to_text(open_tags) == "");
  std::string script = "<script>";
  for (int i = 0; i < 300'000; ++i) script += "</s";
  CHECK(html_to_text(script) == "");
  CHECK(html_to_text(std::string(1'000'000, '<')) == std::string(1'000'000, '<'));
  CHECK(html_to_text(std::string(1'000'000, '&')) == std::string(1'000'000, '&'));
}
