const AIRLINES = `
9E Endeavor Air; AA American Airlines; AC Air Canada; AF Air France; AI Air India; AM Aeromexico; AR Aerolineas Argentinas;
AS Alaska Airlines; AT Royal Air Maroc; AV Avianca; AY Finnair; AZ ITA Airways; B6 JetBlue Airways; BA British Airways;
BR EVA Air; CA Air China; CI China Airlines; CM Copa Airlines; CX Cathay Pacific; CZ China Southern Airlines;
DL Delta Air Lines; DY Norwegian; EI Aer Lingus; EK Emirates; ET Ethiopian Airlines; EV ExpressJet Airlines;
EW Eurowings; EY Etihad Airways; F9 Frontier Airlines; FI Icelandair; FL AirTran Airways; FR Ryanair;
G4 Allegiant Air; GA Garuda Indonesia; HA Hawaiian Airlines; HU Hainan Airlines; IB Iberia; JL Japan Airlines;
JU Air Serbia; KE Korean Air; KL KLM; KQ Kenya Airways; LA LATAM Airlines; LH Lufthansa; LO LOT Polish Airlines;
LX Swiss; LY El Al; ME Middle East Airlines; MH Malaysia Airlines; MQ Envoy Air; MS Egyptair; MU China Eastern Airlines;
NH All Nippon Airways; NK Spirit Airlines; NZ Air New Zealand; OO SkyWest Airlines; OS Austrian Airlines; OZ Asiana Airlines;
PR Philippine Airlines; QF Qantas; QR Qatar Airways; RJ Royal Jordanian; RO TAROM; SA South African Airways;
SK Scandinavian Airlines; SN Brussels Airlines; SQ Singapore Airlines; SU Aeroflot; SV Saudia; TG Thai Airways;
TK Turkish Airlines; TP TAP Air Portugal; U2 easyJet; UA United Airlines; UL SriLankan Airlines; US US Airways;
UX Air Europa; VA Virgin Australia; VN Vietnam Airlines; VS Virgin Atlantic; VX Virgin America; VY Vueling;
W6 Wizz Air; WN Southwest Airlines; WS WestJet; YV Mesa Airlines; YX Republic Airways`;

const nameByCode: ReadonlyMap<string, string> = new Map(
  AIRLINES.split(';').map((entry) => {
    const text = entry.trim();
    return [text.slice(0, 2), text.slice(3)];
  }),
);

/** The name of the airline with this IATA code, where it is one that we know. */
export function airlineName(code: string): string | undefined {
  return nameByCode.get(code);
}
