#include "store/schema.hpp"

namespace goodword::store {

// What was said about a partner's room and when we spoke only grows: who said what, and when, can be looked up later.
const char* const circle_schema = R"sql(
ALTER TABLE partner ADD COLUMN origin TEXT NOT NULL DEFAULT 'command';

CREATE TABLE partner_room (
  key INTEGER PRIMARY KEY,
  partner TEXT NOT NULL CHECK (partner <> ''),
  places INTEGER NOT NULL CHECK (places >= 0),
  until TEXT NOT NULL CHECK (until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  author TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX partner_room_partner ON partner_room (partner, key);
CREATE TRIGGER partner_room_stays BEFORE DELETE ON partner_room
BEGIN SELECT RAISE(ABORT, 'what was said about room is not deleted'); END;
CREATE TRIGGER partner_room_fixed BEFORE UPDATE ON partner_room
BEGIN SELECT RAISE(ABORT, 'what was said about room is not changed: say it anew'); END;

CREATE TABLE check_in (
  key INTEGER PRIMARY KEY,
  partner TEXT NOT NULL CHECK (partner <> ''),
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE INDEX check_in_partner ON check_in (partner, at);
CREATE TRIGGER check_in_stays BEFORE DELETE ON check_in
BEGIN SELECT RAISE(ABORT, 'check-ins are not deleted'); END;
CREATE TRIGGER check_in_fixed BEFORE UPDATE ON check_in
BEGIN SELECT RAISE(ABORT, 'check-ins are not changed'); END;

CREATE INDEX referral_partner ON referral (partner);
)sql";

}  // namespace goodword::store
