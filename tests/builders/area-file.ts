/** A tree of areas as an office might bring it: four levels, each area below the top with `across` areas in it. */
export function areaFile(across: { readonly tops: number; readonly each: number }): string {
  const lines = ['code,parent,level,name,name_fr,name_ar'];
  const add = (code: string, parent: string, level: number): void => {
    lines.push(`${code},${parent},${String(level)},"Place ${code}, north",Lieu ${code},مكان ${code}`);
    if (level === 4) return;
    for (let i = 1; i <= across.each; i += 1) add(`${code}-${String(i)}`, code, level + 1);
  };
  for (let i = 1; i <= across.tops; i += 1) add(`P${String(i)}`, '', 1);
  return `${lines.join('\r\n')}\r\n`;
}
/** 101,360 areas. */
export const LARGE = { tops: 14, each: 19 } as const;
