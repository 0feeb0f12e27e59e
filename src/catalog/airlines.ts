/** IATA code, the country whose authority licenses it (ISO 3166-1), name. */
const AIRLINES = `
9E US Endeavor Air; A3 GR Aegean Airlines; AA US American Airlines; AC CA Air Canada; AD BR Azul; AF FR Air France;
AI IN Air India; AM MX Aeromexico; AR AR Aerolineas Argentinas; AS US Alaska Airlines; AT MA Royal Air Maroc;
AV CO Avianca; AY FI Finnair; AZ IT ITA Airways; B6 US JetBlue Airways; BA GB British Airways; BR TW EVA Air;
BT LV airBaltic; BY GB TUI Airways; CA CN Air China; CI TW China Airlines; CM PA Copa Airlines; CX HK Cathay Pacific;
CY CY Cyprus Airways; CZ CN China Southern Airlines; D8 SE Norwegian Air Sweden; DE DE Condor; DL US Delta Air Lines;
DS CH easyJet Switzerland; DY NO Norwegian; EC AT easyJet Europe; EI IE Aer Lingus; EK AE Emirates;
ET ET Ethiopian Airlines; EV US ExpressJet Airlines; EW DE Eurowings; EY AE Etihad Airways; F9 US Frontier Airlines;
FB BG Bulgaria Air; FI IS Icelandair; FL US AirTran Airways; FR IE Ryanair; G3 BR GOL; G4 US Allegiant Air;
GA ID Garuda Indonesia; HA US Hawaiian Airlines; HU CN Hainan Airlines; HV NL Transavia; I2 ES Iberia Express;
IB ES Iberia; JL JP Japan Airlines; JU RS Air Serbia; KE KR Korean Air; KL NL KLM; KM MT KM Malta Airlines;
KQ KE Kenya Airways; LA CL LATAM Airlines; LG LU Luxair; LH DE Lufthansa; LM GB Loganair; LO PL LOT Polish Airlines;
LS GB Jet2; LX CH Swiss; LY IL El Al; ME LB Middle East Airlines; MH MY Malaysia Airlines; MQ US Envoy Air;
MS EG Egyptair; MU CN China Eastern Airlines; MX US Breeze Airways; NH JP All Nippon Airways; NK US Spirit Airlines;
NT ES Binter Canarias; NZ NZ Air New Zealand; OO US SkyWest Airlines; OS AT Austrian Airlines;
OU HR Croatia Airlines; OZ KR Asiana Airlines; PC TR Pegasus Airlines; PR PH Philippine Airlines; QF AU Qantas;
QR QA Qatar Airways; QS CZ Smartwings; RJ JO Royal Jordanian; RO RO TAROM; S4 PT SATA Azores Airlines;
SA ZA South African Airways; SK SE Scandinavian Airlines; SN BE Brussels Airlines; SQ SG Singapore Airlines;
SU RU Aeroflot; SV SA Saudia; SY US Sun Country Airlines; TG TH Thai Airways; TK TR Turkish Airlines;
TO FR Transavia France; TP PT TAP Air Portugal; TS CA Air Transat; U2 GB easyJet; UA US United Airlines;
UL LK SriLankan Airlines; US US US Airways; UX ES Air Europa; V7 ES Volotea; VA AU Virgin Australia;
VN VN Vietnam Airlines; VS GB Virgin Atlantic; VX US Virgin America; VY ES Vueling; W4 MT Wizz Air Malta;
W6 HU Wizz Air; W9 GB Wizz Air UK; WF NO Wideroe; WN US Southwest Airlines; WS CA WestJet; X3 DE TUIfly;
XP US Avelo Airlines; Y4 MX Volaris; YV US Mesa Airlines; YW ES Air Nostrum; YX US Republic Airways`;

interface Airline {
  readonly country: string;
  readonly name: string;
}

const airlineByCode: ReadonlyMap<string, Airline> = new Map(
  AIRLINES.split(';').map((entry) => {
    const text = entry.trim();
    return [text.slice(0, 2), { country: text.slice(3, 5), name: text.slice(6) }];
  }),
);

/** The name of the airline with this IATA code, where it is one that we know. */
export function airlineName(code: string): string | undefined {
  return airlineByCode.get(code)?.name;
}

/** The country of its operating licence, which decides what its passengers are owed; undefined where we do not know. */
export function airlineCountry(code: string): string | undefined {
  return airlineByCode.get(code)?.country;
}
