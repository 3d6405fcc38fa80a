// German and Polish sentences. Data.
#include <array>

#include "sandbox/story_words.hpp"

namespace goodword::sandbox {
namespace {

using Line = std::string_view;

constexpr Line timing_bad[] = {"Wir haben noch keinen Zeitplan.", "Ich weiß noch nicht, wann wir anfangen.",
                               "Ein Termin ist noch nicht fest."};
constexpr Line timing_good[] = {"Wir entscheiden bis Ende Januar.", "Wir wollen im März starten.",
                                "Der Zeitplan steht: Besuch, Angebot, Auftrag im Februar."};
constexpr Line power_bad[] = {"Ich darf das nicht entscheiden.", "Ich soll nur Angebote einholen.",
                              "Ich weiß nicht, wer das am Ende unterschreibt."};
constexpr Line power_good[] = {"Das entscheide ich selbst.", "Das Budget liegt bei mir.", "Ich habe das letzte Wort."};
constexpr Line information_bad[] = {"Können Sie uns noch mehr Beispiele schicken?",
                                    "Bitte senden Sie uns weitere Referenzen."};
constexpr Line information_good[] = {"Wir haben alles, was wir brauchen.", "Wir haben keine weiteren Fragen mehr."};
constexpr Line access_bad[] = {"Bitte die Geschäftsführung noch nicht ansprechen.", "Das läuft alles nur über mich."};
constexpr Line access_good[] = {"Unsere Geschäftsführerin möchte dabei sein.", "Der Inhaber nimmt am Gespräch teil."};
constexpr Line case_bad[] = {"Wir haben das nie durchgerechnet.", "Ich kann nicht sagen, was es bringt."};
constexpr Line case_good[] = {"Das kostet uns rund 4.000 Euro im Monat.",
                              "Wir verlieren damit 30 Stunden in der Woche."};
constexpr Line risk_bad[] = {"Über Risiken möchten wir jetzt nicht sprechen."};
constexpr Line risk_good[] = {"Unsere größte Sorge ist der Umzug im laufenden Betrieb.",
                              "Was passiert, wenn Ihr Berater ausfällt?"};
constexpr Line outcome_bad[] = {"Wir wissen noch nicht genau, was wir erreichen wollen."};
constexpr Line outcome_good[] = {"Unser Ziel ist, die Fehler zu halbieren.",
                                 "Ziel ist eine Durchlaufzeit von fünf Tagen."};

constexpr std::array<std::array<Words, 2>, sign_count> words = {{{Words(timing_bad), Words(timing_good)},
                                                                 {Words(power_bad), Words(power_good)},
                                                                 {Words(information_bad), Words(information_good)},
                                                                 {Words(access_bad), Words(access_good)},
                                                                 {Words(case_bad), Words(case_good)},
                                                                 {Words(risk_bad), Words(risk_good)},
                                                                 {Words(outcome_bad), Words(outcome_good)}}};

constexpr Line openings[] = {"Vielen Dank für das Gespräch am Telefon.", "Danke für Ihre Nachricht von letzter Woche.",
                             "Wie besprochen melde ich mich noch einmal.", "Ihr Besuch hat uns gut gefallen."};
constexpr Line closings[] = {"Ich freue mich auf Ihre Antwort.", "Rufen Sie gern an, am besten vormittags.",
                             "Bis bald.", "Melden Sie sich, wenn etwas fehlt."};
constexpr Line later[] = {"Bitte melden Sie sich im nächsten Jahr wieder, vorher haben wir den Umzug."};

constexpr Line polish[] = {
    "Rozmowa po polsku, bo tak jej wygodniej. Pani Ewa mówi, że magazyn jest za mały i że jeszcze nie wie, kto o tym "
    "zdecyduje.",
    "Oddzwoniłem do pana Tomasza. Budżet mają, ale czekają na nowy rok; proszę nie dzwonić przed styczniem.",
};

constexpr Chatter small_talk = {Words(openings), Words(closings), {}, {}, {}, Words(later), {}, {}, {}, {}};

}  // namespace

Words german_words(Sign sign, Side side) {
  return words[static_cast<std::size_t>(sign)][static_cast<std::size_t>(side)];
}
const Chatter& german_chatter() { return small_talk; }
Words polish_notes() { return polish; }

}  // namespace goodword::sandbox
