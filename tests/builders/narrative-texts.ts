/** Sentences of invented notes. `{place}`, `{worker}`, `{relation}` are filled in; they name no child. */
export const OPENINGS = [
  'The child came to the office with {relation} and spoke quietly for about half an hour.',
  'A volunteer of the community committee in {place} told us about the family two days before this note was written.',
  'The teacher noticed that the child had been absent for several weeks and asked {worker} to visit the home.',
  'The family arrived in {place} last month and has been living with relatives in one room since then.',
  'The child was seen at home in {place}; {relation} was present for most of the visit.',
];
export const OBSERVATIONS = [
  'The house has one room, a sound roof and a door that closes, but there is no light after sunset.',
  'There was food for one meal in the house, and the younger children had eaten before we came.',
  'The child answered every question and looked at {relation} before speaking about the evenings.',
  'The neighbour two doors away keeps an eye on the children when {relation} is at the market.',
  'School is forty minutes on foot, and the road floods when it rains for more than a day.',
  'The child carries water twice a day and helps with the goats, and says that this leaves no time to read.',
  'There is a cough that has lasted three weeks; nobody has been to the clinic because of the fee.',
  'The birth was never registered, and the health card was lost on the way.',
  'The child sleeps well, plays with two cousins of the same age, and laughed during the visit.',
  'Since the father left to look for work, no money has come and nobody knows where he stays.',
  'The child said that the nights are the worst and that the noise of trucks brings back what happened.',
  'The marks on the arms are old, and the child did not want to talk about them today.',
  'The grandmother is kind to the child but can no longer walk to the pump without help.',
  'The child wants to go back to school and asked whether the uniform could be paid in two parts.',
  'A man who is not of the family has come to the house three times and asked for the girl by name.',
  'The older brother left school to work at the brick kiln and gives what he earns to {relation}.',
  'The family receives a ration card for four people although six now live in the household.',
  'The child does not hear well on the left side and turns the head to follow what is said.',
];
export const DECISIONS = [
  'We agreed on a second visit within the week, at an hour when the child can be spoken to alone.',
  '{worker} will ask the school about a place and will call {relation} with the answer.',
  'The child knows whom to turn to if something happens at night, and has the number on a small card.',
  'Nothing was written down in front of the neighbours, and the child chose where to sit and talk.',
  'The supervisor was told on the same day and agrees with the level of risk.',
  'A referral to the clinic in {place} was explained; {relation} agreed and will go on Thursday.',
  'The family does not want the landlord to learn of our visit, and we shall come without the marked car.',
  'We shall look for the mother through the committee in {place}, and only with the words the child allowed.',
];
export const RELATIONS = ['the mother', 'the grandmother', 'the aunt', 'an older sister', 'the uncle', 'a neighbour'];

/** Whole notes in Arabic are put together from these. */
export const ARABIC = [
  'حضرت الطفلة إلى المكتب مع جدتها وتحدثت بهدوء عن الأسابيع الماضية.',
  'يسكن البيت ستة أشخاص في غرفة واحدة، والسقف سليم لكن لا ضوء بعد المغرب.',
  'قالت الجدة إن الأب سافر بحثًا عن عمل منذ ٤ أشهر ولم يرسل خبرًا.',
  'تود الطفلة العودة إلى المدرسة، والطريق إليها تستغرق أربعين دقيقة سيرًا.',
  'اتفقنا على زيارة ثانية خلال أسبوع في ساعة يمكن فيها الحديث معها على انفراد.',
  'أُبلغت المشرفة في اليوم نفسه ووافقت على درجة الخطورة.',
  'لا تريد الأسرة أن يعلم صاحب البيت بالزيارة، وسنأتي بلا سيارة عليها شعار.',
];
/** What somebody said, kept in their own words. */
export const QUOTES = [
  'ក្មេងចង់ត្រឡប់ទៅសាលារៀនវិញ ហើយសុំឱ្យយើងមកម្តងទៀត។ អាយុ ៩ ឆ្នាំ។',
  'ជីដូនថា ម្តាយទៅធ្វើការឆ្ងាយ តាំងពី ៣ ខែមុន។',
  'ကလေးက ကျောင်းပြန်တက်ချင်တယ်လို့ ပြောပါတယ်။ အသက် ၁၁ နှစ်။',
  'အဘွားက အဖေ အလုပ်ရှာဖို့ ထွက်သွားတာ ၂ လ ရှိပြီလို့ ပြောပါတယ်။',
  'قالت الطفلة: أريد أن أعود إلى المدرسة. عمرها ١٢ سنة.',
];
export const ACTIONS = [
  'A safe place for tonight was found with a family known to the committee, and {worker} took the child there.',
  'The clinic in {place} was called and sees the child today; {relation} goes along.',
  'The supervisor was called from the home and agreed that the child should not stay there tonight.',
  'Food for one week and two blankets were handed over and signed for.',
  'The child was told what happens next and chose the person who will stay close.',
  'The committee in {place} looks in every evening until our next visit.',
];
