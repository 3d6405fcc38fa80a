// The vendor's property definitions as data. Names, types and choices follow the recorded schema of contacts and the
// vendor's property lists; only those that somebody could want to read are here.
#include <initializer_list>
#include <utility>

#include "sandbox/catalogue.hpp"

namespace goodword::sandbox {
namespace {

using Pairs = std::initializer_list<std::pair<const char*, const char*>>;

Property text(const char* name, const char* label, const char* group) { return {name, label, "string", "text", group}; }

Property long_text(const char* name, const char* label, const char* group) {
  return {name, label, "string", "html", group};
}

Property typed(const char* name, const char* label, const char* group, const char* type) {
  const bool dated = std::string_view(type).starts_with("date");
  return {name, label, type, dated ? "date" : type == std::string_view("bool") ? "booleancheckbox" : "number", group};
}

Property choice(const char* name, const char* label, const char* group, Pairs choices) {
  Property property{name, label, "enumeration", "select", group};
  int order = 0;
  for (const auto& [value, shown] : choices) property.choices.push_back({value, shown, order++, false});
  return property;
}

Property owner(const char* group) {
  Property property{"hubspot_owner_id", "Owner", "enumeration", "select", group};
  property.referenced = "OWNER";
  return property;
}

Property read_only(Property property) {
  property.access = Access::read_only;
  return property;
}

Property shown(Property property) {
  property.shown_by_default = true;
  return property;
}

Property required(Property property) {
  property.required = true;
  return property;
}

/// What every type has.
void add_system(std::vector<Property>& list, ObjectType type, const char* group) {
  const std::string modified(modified_property(type)), created(created_property(type));
  list.push_back(shown(read_only(typed("hs_object_id", "Record ID", group, "number"))));
  list.push_back(shown(read_only(typed(created.c_str(), "Create Date", group, "datetime"))));
  list.push_back(shown(read_only(typed(modified.c_str(), "Last Modified Date", group, "datetime"))));
  list.push_back(read_only(text("hs_merged_object_ids", "Merged record IDs", group)));
  list.push_back(owner(group));
}

std::vector<Property> contact_properties() {
  const char* g = "contactinformation";
  std::vector<Property> list = {
      shown(text("email", "Email", g)),
      shown(text("firstname", "First Name", g)),
      shown(text("lastname", "Last Name", g)),
      text("phone", "Phone Number", g),
      text("mobilephone", "Mobile Phone Number", g),
      text("jobtitle", "Job Title", g),
      text("company", "Company Name", g),
      text("website", "Website URL", g),
      text("address", "Street Address", g),
      text("city", "City", g),
      text("zip", "Postal Code", g),
      text("country", "Country/Region", g),
      text("industry", "Industry", g),
      text("hs_additional_emails", "Additional email addresses", g),
      choice("hs_language", "Preferred language", g,
             {{"en", "English"},
              {"en-gb", "English - United Kingdom"},
              {"de", "German"},
              {"fr", "French"},
              {"pl", "Polish"}}),
      choice("lifecyclestage", "Lifecycle Stage", g,
             {{"subscriber", "Subscriber"},
              {"lead", "Lead"},
              {"marketingqualifiedlead", "Marketing Qualified Lead"},
              {"salesqualifiedlead", "Sales Qualified Lead"},
              {"opportunity", "Opportunity"},
              {"customer", "Customer"},
              {"evangelist", "Evangelist"},
              {"other", "Other"}}),
      choice("hs_lead_status", "Lead Status", "sales_properties",
             {{"NEW", "New"},
              {"OPEN", "Open"},
              {"IN_PROGRESS", "In Progress"},
              {"OPEN_DEAL", "Open Deal"},
              {"UNQUALIFIED", "Unqualified"},
              {"ATTEMPTED_TO_CONTACT", "Attempted to Contact"},
              {"CONNECTED", "Connected"},
              {"BAD_TIMING", "Bad Timing"}}),
      typed("hs_email_optout", "Unsubscribed from all email", g, "bool"),
      typed("lead_score", "Lead score", g, "number"),
      typed("closedate", "Close Date", g, "datetime"),
      read_only(text("hs_email_domain", "Email Domain", g)),
      read_only(text("hs_all_contact_vids", "All vids", g)),
      read_only(typed("hs_is_contact", "Is a contact", g, "bool")),
      read_only(typed("hs_is_unworked", "Contact unworked", g, "bool")),
      read_only(text("hs_pipeline", "Pipeline", g)),
  };
  add_system(list, ObjectType::contacts, g);
  return list;
}

std::vector<Property> company_properties() {
  const char* g = "companyinformation";
  std::vector<Property> list = {
      shown(text("name", "Company name", g)),
      shown(text("domain", "Company Domain Name", g)),
      text("website", "Website URL", g),
      text("phone", "Phone Number", g),
      text("city", "City", g),
      text("zip", "Postal Code", g),
      text("country", "Country/Region", g),
      long_text("description", "Description", g),
      choice("industry", "Industry", g,
             {{"ACCOUNTING", "Accounting"},
              {"APPAREL_FASHION", "Apparel & Fashion"},
              {"BIOTECHNOLOGY", "Biotechnology"},
              {"BUILDING_MATERIALS", "Building Materials"},
              {"CONSTRUCTION", "Construction"},
              {"CONSUMER_GOODS", "Consumer Goods"},
              {"DAIRY", "Dairy"},
              {"EDUCATION_MANAGEMENT", "Education Management"},
              {"FOOD_BEVERAGES", "Food & Beverages"},
              {"FOOD_PRODUCTION", "Food Production"},
              {"FURNITURE", "Furniture"},
              {"HOSPITAL_HEALTH_CARE", "Hospital & Health Care"},
              {"HOSPITALITY", "Hospitality"},
              {"LOGISTICS_AND_SUPPLY_CHAIN", "Logistics and Supply Chain"},
              {"MACHINERY", "Machinery"},
              {"MECHANICAL_OR_INDUSTRIAL_ENGINEERING", "Mechanical or Industrial Engineering"},
              {"MEDICAL_PRACTICE", "Medical Practice"},
              {"PACKAGING_AND_CONTAINERS", "Packaging and Containers"},
              {"PRINTING", "Printing"},
              {"REAL_ESTATE", "Real Estate"},
              {"RETAIL", "Retail"},
              {"TEXTILES", "Textiles"},
              {"TRANSPORTATION_TRUCKING_RAILROAD", "Transportation/Trucking/Railroad"},
              {"UTILITIES", "Utilities"},
              {"WHOLESALE", "Wholesale"}}),
      typed("numberofemployees", "Number of Employees", g, "number"),
      typed("annualrevenue", "Annual Revenue", g, "number"),
      choice("lifecyclestage", "Lifecycle Stage", g,
             {{"subscriber", "Subscriber"},
              {"lead", "Lead"},
              {"opportunity", "Opportunity"},
              {"customer", "Customer"},
              {"other", "Other"}}),
  };
  add_system(list, ObjectType::companies, g);
  return list;
}

std::vector<Property> deal_properties() {
  const char* g = "dealinformation";
  std::vector<Property> list = {
      shown(text("dealname", "Deal Name", g)),
      shown(typed("amount", "Amount", g, "number")),
      shown(typed("closedate", "Close Date", g, "datetime")),
      shown(choice("pipeline", "Pipeline", g, {{"default", "Sales Pipeline"}})),
      shown(choice("dealstage", "Deal Stage", g,
                   {{"appointmentscheduled", "First talk"},
                    {"qualifiedtobuy", "Discovery"},
                    {"presentationscheduled", "Proposal in work"},
                    {"decisionmakerboughtin", "Proposal out"},
                    {"contractsent", "Negotiation"},
                    {"closedwon", "Closed Won"},
                    {"closedlost", "Closed Lost"}})),
      choice("dealtype", "Deal Type", g, {{"newbusiness", "New Business"}, {"existingbusiness", "Existing Business"}}),
      text("deal_currency_code", "Currency", g),
      long_text("description", "Deal Description", g),
      text("closed_lost_reason", "Closed Lost Reason", g),
      typed("hs_deal_stage_probability", "Probability", g, "number"),
      read_only(typed("hs_is_closed", "Is Deal Closed?", g, "bool")),
      read_only(typed("hs_is_closed_won", "Is Closed Won", g, "bool")),
  };
  add_system(list, ObjectType::deals, g);
  return list;
}

std::vector<Property> activity_properties(ObjectType type) {
  const char* g = "engagement";
  std::vector<Property> list = {required(typed("hs_timestamp", "Activity date", g, "datetime"))};
  const auto add = [&](std::initializer_list<Property> more) { list.insert(list.end(), more); };
  switch (type) {
    case ObjectType::notes: add({long_text("hs_note_body", "Note body", g)}); break;
    case ObjectType::tasks:
      add({text("hs_task_subject", "Task Title", g), long_text("hs_task_body", "Task Notes", g),
           choice("hs_task_status", "Task Status", g,
                  {{"NOT_STARTED", "Not started"},
                   {"IN_PROGRESS", "In progress"},
                   {"WAITING", "Waiting"},
                   {"COMPLETED", "Completed"},
                   {"DEFERRED", "Deferred"}}),
           choice("hs_task_priority", "Priority", g,
                  {{"NONE", "None"}, {"LOW", "Low"}, {"MEDIUM", "Medium"}, {"HIGH", "High"}}),
           choice("hs_task_type", "Task Type", g, {{"TODO", "To-do"}, {"CALL", "Call"}, {"EMAIL", "Email"}}),
           read_only(typed("hs_task_completion_date", "Completed at", g, "datetime"))});
      break;
    case ObjectType::calls:
      add({text("hs_call_title", "Call Title", g), long_text("hs_call_body", "Call notes", g),
           choice("hs_call_direction", "Call Direction", g, {{"INBOUND", "Inbound"}, {"OUTBOUND", "Outbound"}}),
           typed("hs_call_duration", "Call Duration", g, "number"),
           choice("hs_call_status", "Call Status", g, {{"COMPLETED", "Completed"}, {"NO_ANSWER", "No answer"}})});
      break;
    case ObjectType::emails:
      add({text("hs_email_subject", "Email subject", g), long_text("hs_email_text", "Email body", g),
           long_text("hs_email_html", "Email HTML", g),
           choice("hs_email_direction", "Email direction", g,
                  {{"EMAIL", "Email"}, {"INCOMING_EMAIL", "Incoming Email"}, {"FORWARDED_EMAIL", "Forwarded Email"}}),
           choice("hs_email_status", "Send status", g,
                  {{"SENT", "Sent"}, {"BOUNCED", "Bounced"}, {"FAILED", "Failed"}}),
           text("hs_email_headers", "Email headers", g)});
      break;
    default:
      add({text("hs_meeting_title", "Meeting name", g), long_text("hs_meeting_body", "Meeting description", g),
           long_text("hs_internal_meeting_notes", "Internal notes", g), text("hs_meeting_location", "Location", g),
           typed("hs_meeting_start_time", "Meeting start time", g, "datetime"),
           typed("hs_meeting_end_time", "Meeting end time", g, "datetime"),
           choice("hs_meeting_outcome", "Meeting outcome", g,
                  {{"SCHEDULED", "Scheduled"},
                   {"COMPLETED", "Completed"},
                   {"NO_SHOW", "No show"},
                   {"CANCELED", "Canceled"}})});
  }
  add_system(list, type, g);
  return list;
}

}  // namespace

std::vector<Property> default_properties(ObjectType type) {
  switch (type) {
    case ObjectType::contacts: return contact_properties();
    case ObjectType::companies: return company_properties();
    case ObjectType::deals: return deal_properties();
    default: return activity_properties(type);
  }
}

}  // namespace goodword::sandbox
