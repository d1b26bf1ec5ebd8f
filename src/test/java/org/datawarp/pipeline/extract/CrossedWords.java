package org.datawarp.pipeline.extract;

import java.util.List;

/** The captions, keys, titles and notes that {@link CrossedSheets} draws from. */
final class CrossedWords {
  static final List<List<String>> GROUPS =
      List.of(
          List.of("Males", "Females", "Persons"),
          List.of("Burglary", "Robbery", "Theft offences", "Fraud"),
          List.of("Cars and taxis", "Buses and coaches", "Goods vehicles"),
          List.of("Winter wheat", "Spring barley", "Oilseed rape", "Potatoes"),
          List.of("SPD", "CDU", "GRÜNE", "FDP", "Sonstige"),
          List.of("Hombres", "Mujeres"),
          List.of("Owner occupied", "Social rented", "Private rented"),
          List.of("Magistrates' courts", "Crown Court"),
          List.of("State-funded primary", "State-funded secondary", "Special schools"),
          List.of("Income Tax", "Corporation Tax", "Stamp Duty", "VAT"),
          List.of("Elective", "Emergency", "Maternity"),
          List.of("Under 16", "16 to 64", "65 and over"),
          List.of("0-4", "5-9", "10-14", "15-19", "20+"),
          List.of("Landfill", "Recycling", "Incineration with energy recovery"));

  static final List<List<String>> PERIODS =
      List.of(
          List.of("2019", "2020", "2021", "2022", "2023"),
          List.of("2019/20", "2020/21", "2021/22", "2022/23"),
          List.of("2021-03-31", "2022-03-31", "2023-03-31"),
          List.of("Jan-23", "Feb-23", "Mar-23", "Apr-23", "May-23", "Jun-23"),
          List.of("2022 Q1", "2022 Q2", "2022 Q3", "2022 Q4"),
          List.of("1991", "2001", "2011", "2021"),
          List.of("Year ending March 2022", "Year ending March 2023"),
          List.of("2018-19", "2022-23 (p)"));

  static final List<List<String>> MEASURES =
      List.of(
          List.of("Number", "Rate per 1,000"),
          List.of("Number", "%"),
          List.of("n", "%"),
          List.of("Count", "Lower 95% CI", "Upper 95% CI"),
          List.of("Area (hectares)", "Yield (t/ha)", "Production"),
          List.of("Stimmen", "Anteil in %"),
          List.of("Nombre", "Part (%)", "Évolution"),
          List.of("Mean", "Median", "Interquartile range"),
          List.of("Estimate", "Standard error"),
          List.of("Started", "Achieved"));

  static final List<List<String>> UNITS =
      List.of(
          List.of("£ million", "%"),
          List.of("Number", "Per cent"),
          List.of("tonnes", "ha"),
          List.of("thousands", "£"),
          List.of("in Mio. EUR", "in %"));

  /** A key: its caption, that of its code, how codes begin, its values. */
  record Keys(String caption, String code, String prefix, List<String> values) {}

  static final List<Keys> KEYS =
      List.of(
          new Keys(
              "Local authority",
              "Area code",
              "E060000",
              List.of(
                  "Hartlepool",
                  "Middlesbrough",
                  "Darlington",
                  "Halton",
                  "Warrington",
                  "Leeds",
                  "York",
                  "Derby",
                  "Leicester",
                  "Rutland",
                  "Telford and Wrekin",
                  "Swindon",
                  "Medway")),
          new Keys(
              "Police force",
              "PFA code",
              "E230000",
              List.of(
                  "Avon and Somerset",
                  "Bedfordshire",
                  "Cambridgeshire",
                  "Cheshire",
                  "Cumbria",
                  "Dorset",
                  "Essex",
                  "Kent",
                  "North Wales")),
          new Keys(
              "Bundesland",
              "AGS",
              "DE",
              List.of(
                  "Bayern",
                  "Berlin",
                  "Brandenburg",
                  "Bremen",
                  "Hamburg",
                  "Hessen",
                  "Saarland",
                  "Sachsen",
                  "Thüringen")),
          new Keys(
              "Type of school",
              "URN",
              "1000",
              List.of(
                  "Academy converter",
                  "Academy sponsor led",
                  "Community school",
                  "Foundation school",
                  "Free school",
                  "Voluntary aided school")),
          new Keys(
              "Cause of death",
              "ICD-10",
              "C",
              List.of(
                  "Ischaemic heart diseases",
                  "Cerebrovascular diseases",
                  "Dementia and Alzheimer disease",
                  "Influenza and pneumonia",
                  "Malignant neoplasm of colon",
                  "Accidental falls",
                  "Cirrhosis of liver")),
          new Keys(
              "Mode",
              "Ref",
              "M",
              List.of("Walking", "Pedal cycle", "Motorcycle", "Bus", "Rail", "Taxi or minicab")),
          new Keys(
              "Comunidad autónoma",
              "Código",
              "ES",
              List.of(
                  "Andalucía",
                  "Aragón",
                  "Canarias",
                  "Cantabria",
                  "Cataluña",
                  "Extremadura",
                  "Galicia",
                  "La Rioja")),
          new Keys(
              "Age group",
              "Order",
              "A",
              List.of("0-15", "16-24", "25-34", "35-44", "45-54", "55-64", "65+")),
          new Keys(
              "Trust",
              "Org code",
              "RX",
              List.of(
                  "Airedale NHS Foundation Trust",
                  "Barts Health NHS Trust",
                  "Bedfordshire Hospitals",
                  "Isle of Wight NHS Trust",
                  "Kettering General Hospital",
                  "Royal Surrey County Hospital")),
          new Keys(
              "Quarter",
              "Q",
              "Q",
              List.of("2020 Q1", "2020 Q2", "2020 Q3", "2020 Q4", "2021 Q1", "2021 Q2", "2021 Q3")),
          new Keys(
              "Year",
              "Y",
              "Y",
              List.of("2012", "2013", "2014", "2015", "2016", "2017", "2018", "2019")),
          new Keys(
              "Industry",
              "SIC",
              "S",
              List.of(
                  "Agriculture, forestry and fishing",
                  "Manufacturing",
                  "Construction",
                  "Wholesale and retail trade",
                  "Education",
                  "Real estate activities")));

  static final List<List<String>> LABELS =
      List.of(
          List.of("England", "Wales", "Scotland"),
          List.of("Male", "Female"),
          List.of("Urban", "Rural"),
          List.of("Full-time", "Part-time"),
          List.of("First release", "Revised release", "Final release"));

  static final List<String> TITLES =
      List.of(
          "Table 3: Persons by area and type, 2019 to 2023",
          "Table 5b: Proceedings and convictions, England and Wales",
          "Tabelle 2.1 Ergebnisse nach Ländern",
          "Table 12a - Households by tenure, year ending March 2023 [note 1]",
          "Annual survey of agriculture: areas and yields",
          "Receipts of HM Revenue and Customs",
          "Accredited official statistics: waste collected by local authorities");

  static final List<String> LINES =
      List.of(
          "Back to contents",
          "Published: 12 June 2024",
          "Reporting period: April 2022 to March 2023",
          "This worksheet contains one table.",
          "Coverage: England",
          "Source: Office for National Statistics",
          "Some shorthand is used in this table, [c] confidential, [x] not available.");

  static final List<List<String>> NOTES =
      List.of(
          List.of("Source: returns by local authorities"),
          List.of("Note: Figures may not add up to totals because of rounding."),
          List.of("1. Figures are rounded to the nearest five."),
          List.of("2. Data for 2020 were affected by the pandemic and should be used with care."),
          List.of("(1) Provisional."),
          List.of("'1", "Includes schools that have closed during the year."),
          List.of("*", "Fewer than five, not shown."),
          List.of("[x] not available"),
          List.of("© Crown copyright 2024"),
          List.of("Last updated 12 June 2024"));

  private CrossedWords() {}
}
