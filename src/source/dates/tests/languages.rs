//! Dates as each language writes them.

use super::hold;

#[test]
fn each_language_writes_its_dates_in_its_own_way() {
    let day = "2025-11-05";
    let cases: Vec<(&str, &str, &str)> = [
        ("en-GB", "Wednesday 5 November 2025|Wed 5th Nov 2025|5th of November, 2025|the 5th November 2025|Weds 5 Nov 2025"),
        ("en-US", "Wednesday, November 5, 2025|Nov. 5, 2025|November 5th 2025|11/5/2025|11-05-2025"),
        ("de", "Mittwoch, 5. November 2025|Mi., 5. Nov. 2025|Mi 05.11.2025|den 5. Nov 2025|vom 5. November 2025"),
        ("fr", "mercredi 5 novembre 2025|mer. 5 nov. 2025|le 5 novembre 2025|Publié le 05/11/2025|Mer 5 NOV 2025"),
        ("es", "miércoles, 5 de noviembre de 2025|mié., 5 nov. 2025|5 noviembre, 2025|mie 05-11-2025|5 de noviembre del 2025"),
        ("it", "mercoledì 5 novembre 2025|mer 5 nov 2025|Mercoledi, 5 Novembre 2025|05/11/2025|del 5 novembre 2025"),
        ("pt", "quarta-feira, 5 de novembro de 2025|qua., 5 nov. 2025|5 de nov. de 2025|Qua, 05 Nov 2025|quarta, 05/11/2025"),
        ("nl", "woensdag 5 november 2025|wo 5 nov. 2025|5-11-2025|op 5 november 2025|Woe 05 Nov 2025"),
        ("el", "Τετάρτη 5 Νοεμβρίου 2025|Τετ, 05 Νοε 2025|5 ΝΟΕΜΒΡΙΟΥ 2025|5 Νοέμβριος 2025|Τετ 5/11/2025"),
        ("hu", "2025. november 5., szerda|2025. nov. 5.|2025.11.05."),
        ("ru", "среда, 5 ноября 2025 г.|ср, 5 нояб. 2025|5 ноября 2025 года|Ср 05.11.2025|5 Ноя 2025"),
        ("ja", "2025年11月5日(水)|2025年11月5日水曜日|2025/11/05|2025.11.5|公開日：2025年11月05日"),
        ("ko", "2025년 11월 5일 수요일|2025. 11. 5.|2025년 11월 5일 (수)|2025.11.05|입력 2025-11-05"),
        ("zh", "2025年11月5日星期三|2025年11月5日 周三|2025-11-05|2025/11/5|發佈: 2025年11月05日"),
        ("pl", "środa, 5 listopada 2025|śr., 5 lis 2025|5 listopada 2025 r.|5.11.2025|dnia 5 listopada 2025 roku"),
        ("cs", "středa 5. listopadu 2025|5. 11. 2025|st 5. lis 2025|5. listopad 2025"),
        ("sv", "onsdag 5 november 2025|ons 5 nov. 2025|den 5 november 2025|2025-11-05"),
        ("da", "onsdag den 5. november 2025|ons. 5. nov. 2025|d. 5. november 2025|05.11.2025"),
        ("nb", "onsdag 5. november 2025|ons. 5. nov. 2025|05.11.2025"),
        ("fi", "keskiviikko 5. marraskuuta 2025|ke 5.11.2025|5. marraskuuta 2025|5. marras 2025"),
        ("tr", "5 Kasım 2025 Çarşamba|5 Kas 2025|5 KASIM 2025|05.11.2025"),
        ("uk", "середа, 5 листопада 2025 р.|5 лист. 2025|5 листопада 2025 року|ср 05.11.2025"),
        ("ro", "miercuri, 5 noiembrie 2025|mie., 5 nov. 2025|5 noiembrie 2025|5 noi 2025"),
        ("ca", "dimecres, 5 de novembre del 2025|dc., 5 nov. 2025|5 de novembre de 2025"),
        ("sk", "streda 5. novembra 2025|st 5. 11. 2025"),
        ("bg", "сряда, 5 ноември 2025 г.|5.11.2025 г."),
        ("id", "Rabu, 05 November 2025|Rab, 5 Nov 2025|5 Nop 2025"),
        ("sl", "sreda, 5. november 2025|5. nov. 2025"),
        ("et", "kolmapäev, 5. november 2025"),
        ("lv", "2025. gada 5. novembris"),
        ("lt", "2025 m. lapkričio 5 d."),
        ("hr", "srijeda, 5. studenoga 2025.|5. stu 2025."),
        ("vi", "Thứ tư, 05/11/2025|ngày 05/11/2025"),
    ]
    .into_iter()
    .flat_map(|(language, texts)| texts.split('|').map(move |text| (text, language, day)))
    .collect();
    hold(&cases);
}

#[test]
fn what_one_language_writes_is_read_in_a_publication_of_another() {
    let day = "2025-11-05";
    let texts = "Mi., 5. November 2025|le 5 novembre 2025|5 de noviembre de 2025|5 novembre 2025|quarta-feira, 5 de novembro de 2025|woensdag 5 november 2025|\
        Τετάρτη 5 Νοεμβρίου 2025|2025. november 5., szerda|5 ноября 2025 г.|2025年11月5日|2025년 11월 5일|5 listopada 2025|5. listopadu 2025|5 Kasım 2025|\
        5. marraskuuta 2025|5 листопада 2025|5 noiembrie 2025|onsdag den 5. november 2025";
    let cases: Vec<(&str, &str, &str)> = texts.split('|').flat_map(|text| [(text, "en-GB", day), (text, "", day)]).collect();
    hold(&cases);
}

#[test]
fn words_that_mean_two_things_mean_what_fits() {
    hold(&[
        ("mar, 4 nov 2025", "es", "2025-11-04"),
        ("mar 4 mar 2025", "es", "2025-03-04"),
        ("mar. 4 mars 2025", "fr", "2025-03-04"),
        ("4 mar 2025", "en-GB", "2025-03-04"),
        ("MAR 04/11/2025", "it", "2025-11-04"),
        ("Tue, 4 Mar 2025 09:15 GMT", "en-GB", "2025-03-04T09:15:00Z"),
        ("09:15 MST 4 MAR 2025", "en-US", "2025-03-04T16:15:00Z"),
        ("3 set 2025", "it", "2025-09-03"),
        ("3 ago 2025", "es", "2025-08-03"),
        ("3 dic 2025", "it", "2025-12-03"),
        ("3 déc. 2025", "fr", "2025-12-03"),
        ("3 mai 2025", "de", "2025-05-03"),
        ("3 mai. 2025", "pt", "2025-05-03"),
        ("3 sept. 2025", "fr", "2025-09-03"),
        ("3 out 2025", "pt", "2025-10-03"),
        ("3 juin 2025", "fr", "2025-06-03"),
        ("3 juil. 2025", "fr", "2025-07-03"),
        ("3 Juni 2025", "de", "2025-06-03"),
        ("3 März 2025", "de", "2025-03-03"),
        ("3 Mrz 2025", "de", "2025-03-03"),
        ("3 maart 2025", "nl", "2025-03-03"),
        ("3 mrt 2025", "nl", "2025-03-03"),
        ("3 aout 2025", "fr", "2025-08-03"),
        ("3 fevr. 2025", "fr", "2025-02-03"),
        ("Sam 1 Mars 2025", "fr", "2025-03-01"),
        ("1 Mayıs 2025", "tr", "2025-05-01"),
        ("1 Mart 2025", "tr", "2025-03-01"),
        ("5 lis 2025", "hr", "2025-10-05"),
        ("5 listopada 2025", "hr", "2025-10-05"),
        ("5 listopada 2025", "pl", "2025-11-05"),
        ("3 lipca 2025", "pl", "2025-07-03"),
        ("3 červenec 2025", "cs", "2025-07-03"),
        ("3 června 2025", "cs", "2025-06-03"),
        ("3 мая 2025", "ru", "2025-05-03"),
        ("3 Μαΐου 2025", "el", "2025-05-03"),
        ("3 Iουν 2025", "el", "2025-06-03"),
        ("3 d’octubre de 2025", "ca", "2025-10-03"),
        ("Mars 2025", "fr", "2025-03"),
        ("Pro 2025", "cs", "2025-12"),
        ("novembre 2025", "fr", "2025-11"),
        ("Novembre 2025", "en-GB", "2025-11"),
        ("ноябрь 2025", "ru", "2025-11"),
        ("May 2025", "en-GB", "2025-05"),
    ]);
}
