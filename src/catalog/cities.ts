const CITIES = `
ABQ Albuquerque; ACC Accra; ACE Lanzarote; ADD Addis Ababa; ADL Adelaide; AGP Malaga; AKL Auckland; ALB Albany;
ALC Alicante; AMM Amman; AMS Amsterdam; ANC Anchorage; ARN Stockholm; ATH Athens; ATL Atlanta; AUA Oranjestad;
AUH Abu Dhabi; AUS Austin; BAH Manama; BCN Barcelona; BDA Hamilton; BDL Hartford; BEG Belgrade; BEY Beirut;
BFS Belfast; BGI Bridgetown; BGO Bergen; BHD Belfast; BHM Birmingham; BHX Birmingham; BKK Bangkok; BLL Billund;
BLQ Bologna; BLR Bengaluru; BNA Nashville; BNE Brisbane; BOD Bordeaux; BOG Bogota; BOI Boise; BOM Mumbai;
BOS Boston; BQN Aguadilla; BRE Bremen; BRU Brussels; BSL Basel; BTV Burlington; BUD Budapest; BUF Buffalo;
BUR Burbank; BWI Baltimore; BZN Bozeman; CAE Columbia; CAI Cairo; CAK Akron; CAN Guangzhou; CDG Paris;
CGK Jakarta; CGN Cologne; CHS Charleston; CLE Cleveland; CLT Charlotte; CMB Colombo; CMH Columbus; CMN Casablanca;
CPH Copenhagen; CPT Cape Town; CRW Charleston; CTA Catania; CUN Cancun; CVG Cincinnati; DAY Dayton; DCA Washington;
DEL Delhi; DEN Denver; DFW Dallas; DOH Doha; DSM Des Moines; DTW Detroit; DUB Dublin; DUS Dusseldorf; DXB Dubai;
EDI Edinburgh; EGE Eagle; ELP El Paso; EWR Newark; EZE Buenos Aires; FAO Faro; FCO Rome; FLL Fort Lauderdale;
FLR Florence; FRA Frankfurt; FUK Fukuoka; GDL Guadalajara; GIG Rio de Janeiro; GLA Glasgow; GOT Gothenburg;
GRR Grand Rapids; GRU Sao Paulo; GSO Greensboro; GSP Greenville; GVA Geneva; HAJ Hanover; HAM Hamburg; HAN Hanoi;
HDN Hayden; HEL Helsinki; HKG Hong Kong; HND Tokyo; HNL Honolulu; HOU Houston; IAD Washington; IAH Houston;
ICN Seoul; IND Indianapolis; INV Inverness; IST Istanbul; JAC Jackson; JAX Jacksonville; JED Jeddah; JFK New York;
JNB Johannesburg; KEF Reykjavik; KIX Osaka; KRK Krakow; KUL Kuala Lumpur; KWI Kuwait City; LAS Las Vegas;
LAX Los Angeles; LCY London; LGA New York; LGB Long Beach; LGW London; LHR London; LIM Lima; LIN Milan; LIS Lisbon;
LOS Lagos; LPA Las Palmas; LTN London; LUX Luxembourg; LYS Lyon; MAA Chennai; MAD Madrid; MAN Manchester;
MBJ Montego Bay; MCI Kansas City; MCO Orlando; MDW Chicago; MEL Melbourne; MEM Memphis; MEX Mexico City;
MHT Manchester; MIA Miami; MKE Milwaukee; MLA Malta; MNL Manila; MRS Marseille; MSN Madison; MSP Minneapolis;
MSY New Orleans; MTJ Montrose; MTY Monterrey; MUC Munich; MVY Martha's Vineyard; MXP Milan; MYR Myrtle Beach;
NAP Naples; NAS Nassau; NBO Nairobi; NCE Nice; NCL Newcastle; NRT Tokyo; NUE Nuremberg; OAK Oakland; OKC Oklahoma City;
OMA Omaha; OPO Porto; ORD Chicago; ORF Norfolk; ORK Cork; ORY Paris; OSL Oslo; OTP Bucharest; PBI West Palm Beach;
PDX Portland; PEK Beijing; PER Perth; PHL Philadelphia; PHX Phoenix; PIT Pittsburgh; PLS Providenciales; PMI Palma;
POS Port of Spain; PRG Prague; PSA Pisa; PSE Ponce; PSP Palm Springs; PTY Panama City; PUJ Punta Cana; PVD Providence;
PVG Shanghai; PVR Puerto Vallarta; PWM Portland; RDU Raleigh; RIC Richmond; RIX Riga; RNO Reno; ROC Rochester;
RSW Fort Myers; RUH Riyadh; SAN San Diego; SAT San Antonio; SAV Savannah; SCL Santiago; SDF Louisville;
SDQ Santo Domingo; SEA Seattle; SFO San Francisco; SGN Ho Chi Minh City; SIN Singapore; SJC San Jose; SJO San Jose;
SJU San Juan; SLC Salt Lake City; SMF Sacramento; SNA Santa Ana; SOF Sofia; SRQ Sarasota; STI Santiago; STL St. Louis;
STN London; STR Stuttgart; STT Charlotte Amalie; STX Christiansted; SVQ Seville; SYD Sydney; SYR Syracuse; SZG Salzburg;
TLL Tallinn; TLS Toulouse; TLV Tel Aviv; TPA Tampa; TPE Taipei; TRN Turin; TUL Tulsa; TUN Tunis; TYS Knoxville;
VCE Venice; VIE Vienna; VLC Valencia; VNO Vilnius; WAW Warsaw; XNA Fayetteville; YHZ Halifax; YOW Ottawa; YUL Montreal;
YVR Vancouver; YYC Calgary; YYZ Toronto; ZAG Zagreb; ZRH Zurich`;

/** The city that each of the busier airports serves, by IATA code of the airport. */
export const CITY_BY_AIRPORT: Readonly<Record<string, string>> = Object.fromEntries(
  CITIES.split(';').map((entry) => {
    const text = entry.trim();
    return [text.slice(0, 3), text.slice(4)];
  }),
);
