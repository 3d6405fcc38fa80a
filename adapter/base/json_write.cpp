#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "base/json.hpp"

namespace goodword::base {
namespace {

enum class Order { as_is, by_key };

rapidjson::SizeType size_of(const std::string& text) { return static_cast<rapidjson::SizeType>(text.size()); }

template <class Writer>
void write(const Json& json, Writer& writer, Order order);

template <class Writer>
void write_members(const Json::Object& members, Writer& writer, Order order) {
  std::vector<const Json::Member*> list;
  list.reserve(members.size());
  for (const auto& member : members) list.push_back(&member);
  if (order == Order::by_key) {
    std::ranges::stable_sort(list, {}, [](const Json::Member* member) -> const std::string& { return member->first; });
  }
  writer.StartObject();
  for (const Json::Member* member : list) {
    writer.Key(member->first.data(), size_of(member->first));
    write(member->second, writer, order);
  }
  writer.EndObject();
}

template <class Writer>
void write(const Json& json, Writer& writer, Order order) {
  switch (json.type()) {
    case Json::Type::null: writer.Null(); return;
    case Json::Type::boolean: writer.Bool(json.boolean()); return;
    case Json::Type::number: writer.RawValue(json.text().data(), json.text().size(), rapidjson::kNumberType); return;
    case Json::Type::string: writer.String(json.text().data(), size_of(json.text())); return;
    case Json::Type::array:
      writer.StartArray();
      for (const Json& item : json.items()) write(item, writer, order);
      writer.EndArray();
      return;
    case Json::Type::object: write_members(json.members(), writer, order); return;
  }
}

std::string write_line(const Json& json, Order order) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  write(json, writer, order);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

std::string write_json(const Json& json) { return write_line(json, Order::as_is); }

std::string write_canonical(const Json& json) { return write_line(json, Order::by_key); }

std::string write_pretty(const Json& json) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  writer.SetIndent(' ', 2);
  write(json, writer, Order::as_is);
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace goodword::base
