import type { PassengerRow, SpecialService, Tier } from '../database/schema.js';
import { emailOf, MEN, SURNAMES, WOMEN } from './people.js';
import type { Random } from './random.js';

/** Who travels together, a letter each: adults, then children, then infants on laps; `U` is a child alone. */
export type Party = string;

type Named = Pick<PassengerRow, 'surname' | 'given_name' | 'title' | 'type' | 'service'>;

/** Of a thousand groups so many have one to nine seats; in front most people travel alone. */
const SIZES = [430, 310, 100, 90, 30, 18, 10, 7, 5] as const;
const SIZES_IN_FRONT = [650, 300, 30, 20] as const;
const MOST_PASSENGERS = 9;
const PER_THOUSAND = 1_000;
/** Of a thousand of their kind. */
const ALONE_AS_CHILD = 4;
const WITH_INFANT = 35;
const WITH_CHILDREN = { pair: 120, more: 550 };
const WHEELCHAIRS = 5;
const MEDICAL_CASES = 1;

const TIERS: readonly (readonly [below: number, tier: Tier])[] = [
  ...([
    [800, 'none'],
    [920, 'silver'],
    [980, 'gold'],
    [1_000, 'platinum'],
  ] as const),
];

const MORE_SURNAMES = [
  ...['ABBOTT', 'ADAMS', 'ALVAREZ', 'BAILEY', 'BAKER', 'BARNES', 'BENNETT', 'BROOKS', 'BROWN', 'BUTLER', 'CAMPBELL'],
  ...['CARTER', 'CLARK', 'COHEN', 'COLEMAN', 'COLLINS', 'COOK', 'COOPER', 'COX', 'CRUZ', 'DAVIS', 'DIAZ', 'EDWARDS'],
  ...['FISHER', 'FLORES', 'FOSTER', 'GARCÍA', 'GOLDBERG', 'GÓMEZ', 'GRAY', 'GREEN', 'HALL', 'HARRIS', 'HENDERSON'],
  ...['HILL', 'HOWARD', 'HUGHES', 'JACKSON', 'JENKINS', 'KAPLAN', 'KELLY', 'KIM', 'KING', 'LEE', 'LEWIS', 'LÓPEZ'],
  ...['MARTÍNEZ', 'MITCHELL', 'MOORE', 'MORALES', 'MURPHY', 'NELSON', 'ORTIZ', 'PARKER', 'PÉREZ', 'PHILLIPS'],
  ...['POWELL', 'RAMÍREZ', 'REED', 'REYES', 'RICHARDSON', 'RIVERA', 'ROBERTS', 'ROSS', 'RUSSO', 'SANCHEZ', 'SCHMIDT'],
  ...['SINGH', 'STEWART', 'SULLIVAN', 'THOMPSON', 'TORRES', 'TURNER', 'WALKER', 'WARD', 'WATSON', 'WRIGHT', 'YOUNG'],
] as const;
const MORE_WOMEN = [
  ...['ABIGAIL', 'ANNA', 'BEATRICE', 'CAROL', 'DIANA', 'EMMA', 'HANNAH', 'ISABEL', 'JULIA', 'KAREN', 'LAURA'],
  ...['MARIA', 'NINA', 'OLIVIA', 'PATRICIA', 'RACHEL', 'SARAH', 'TERESA', 'VICTORIA', 'ZOE'],
] as const;
const MORE_MEN = [
  ...['ADAM', 'BRIAN', 'CHARLES', 'DANIEL', 'ERIC', 'FRANK', 'GEORGE', 'HENRY', 'ISAAC', 'JAMES', 'KEVIN', 'LUIS'],
  ...['MICHAEL', 'NATHAN', 'OSCAR', 'PETER', 'RAVI', 'SAMUEL', 'VICTOR', 'WILLIAM'],
] as const;
const ALL_SURNAMES = [...SURNAMES, ...MORE_SURNAMES] as const;
const ALL_WOMEN = [...WOMEN, ...MORE_WOMEN] as const;
const ALL_MEN = [...MEN, ...MORE_MEN] as const;
const DOMAINS = ['mail.example', 'post.example', 'home.example', 'work.example'] as const;

/** How many seats the next group wants. */
export function drawSize(random: Random, isInFront: boolean): number {
  let left = random.below(PER_THOUSAND);
  const sizes = isInFront ? SIZES_IN_FRONT : SIZES;
  const at = sizes.findIndex((of) => {
    left -= of;
    return left < 0;
  });
  return at + 1;
}

/** Who sits on so many seats. @param isDirect on every journey: only then may a child fly alone */
export function drawParty(random: Random, seats: number, isDirect: boolean): Party {
  const chance = random.below(PER_THOUSAND);
  if (seats === 1 && isDirect && chance < ALONE_AS_CHILD) return 'U';
  const withChildren = seats === 1 ? 0 : seats === 2 ? WITH_CHILDREN.pair : WITH_CHILDREN.more;
  const hasChildren = random.below(PER_THOUSAND) < withChildren && seats < 7;
  const children = hasChildren ? random.between(1, Math.max(1, seats - 2)) : 0;
  const hasInfant = random.below(PER_THOUSAND) < WITH_INFANT && seats < MOST_PASSENGERS;
  return 'A'.repeat(seats - children) + 'C'.repeat(children) + (hasInfant ? 'I' : '');
}

/** Gives a party its names, all of one family, and says who needs a special service. */
export function nameParty(random: Random, party: Party): Named[] {
  const surname = random.pick(ALL_SURNAMES);
  return [...party].map((member) => {
    const isWoman = random.below(2) === 0;
    const given_name = random.pick(isWoman ? ALL_WOMEN : ALL_MEN);
    if (member === 'A') {
      const service = drawService(random.below(PER_THOUSAND));
      return { surname, given_name, title: isWoman ? 'MS' : 'MR', type: 'ADT', service };
    }
    if (member === 'I') return { surname, given_name, title: null, type: 'INF', service: null };
    const service = member === 'U' ? 'UMNR' : null;
    return { surname, given_name, title: isWoman ? 'MISS' : 'MSTR', type: 'CHD', service };
  });
}

function drawService(chance: number): SpecialService | null {
  if (chance < MEDICAL_CASES) return 'MEDA';
  return chance < MEDICAL_CASES + WHEELCHAIRS ? 'WCHR' : null;
}

export function drawTier(random: Random): Tier {
  const chance = random.below(PER_THOUSAND);
  return TIERS.find(([below]) => chance < below)?.[1] ?? 'none';
}

/** An address that no mail reaches, and no other customer of the scenario has. */
export function drawEmail(random: Random, lead: Named, index: number): string {
  return emailOf(`${lead.surname}/${lead.given_name}`, index, random.pick(DOMAINS));
}

/** A number of the block that is kept for fiction; not everybody gives one. */
export function drawPhone(random: Random): string | null {
  return random.below(5) < 2 ? null : `+1 ${random.between(201, 989)} 555 01${random.between(10, 99)}`;
}
