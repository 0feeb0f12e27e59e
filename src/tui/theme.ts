import { type Paint, plainPaint } from '../present/colour.js';

/** How the console looks. What a colour says is always said by a sign or a word beside it. */
export interface Theme {
  readonly paint: Paint;
  /** Stands before what is selected; as wide as what stands before everything else. */
  readonly pointer: string;
}

export const THEMES = ['normal', 'contrast'] as const;
export type ThemeName = (typeof THEMES)[number];

export function themeOf(name: ThemeName, paint: Paint): Theme {
  const pointer = paint('bold', '›');
  if (name === 'normal' || paint === plainPaint) return { paint, pointer };
  return { paint: highContrast(paint), pointer };
}

/** Nothing is fainter than the rest, and what is marked is bold: for tired eyes and bright rooms. */
function highContrast(paint: Paint): Paint {
  return (tone, text) => {
    if (tone === 'dim') return text;
    return tone === 'badge' || tone === 'inverse' ? paint(tone, text) : paint('bold', text);
  };
}
