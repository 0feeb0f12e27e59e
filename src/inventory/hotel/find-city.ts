import type { Session } from '../../database/dialect.js';
import { didYouMean } from '../../kernel/did-you-mean.js';
import { OpsdeskError } from '../../kernel/errors.js';
import { listHotelCities } from './hotel-search-repository.js';

/** Without accents and capitals: agents type `sao paulo`, and databases fold no letter beyond ASCII alike. */
function fold(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .trim()
    .toLowerCase();
}

/**
 * A city as its properties write it.
 * @throws PROPERTY_NOT_FOUND where no property is, with the names that may have been meant
 */
export async function getHotelCity(session: Session, typed: string): Promise<string> {
  const cities = await listHotelCities(session);
  const wanted = fold(typed);
  const city = cities.find((each) => fold(each) === wanted);
  if (city !== undefined) return city;
  const near = nearNames(wanted, cities);
  throw new OpsdeskError('PROPERTY_NOT_FOUND', `there is no hotel in or near ${typed.trim()}`, {
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'See where there are: opsdesk hotel list',
    details: { place: typed, near },
  });
}

const MOST_NAMES = 3;

/** The one that a slip of the fingers leads to, and those that begin alike. */
function nearNames(wanted: string, cities: readonly string[]): string[] {
  const folded = new Map(cities.map((city) => [fold(city), city]));
  const meant = didYouMean(wanted, [...folded.keys()]);
  const begun = wanted.length < MOST_NAMES ? [] : [...folded.keys()].filter((name) => name.startsWith(wanted));
  const names = new Set([...(meant === undefined ? [] : [meant]), ...begun]);
  return [...names].slice(0, MOST_NAMES).map((name) => folded.get(name) as string);
}
