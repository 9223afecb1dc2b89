/**
 * Words that names are put together from, by naming tradition (reference.md §7.3, §10). Each word: the native spelling,
 * if it is not written in Latin letters, then Latin spellings of the same word. Which words meet is decided by chance.
 */
export type Script = 'latin' | 'arabic' | 'ethiopic' | 'khmer' | 'burmese' | 'bengali' | 'cyrillic';
export interface Material {
  readonly script: Script;
  /** Option id of the language most families of this tradition speak. */
  readonly language: string;
  readonly weight: number;
  readonly male: string;
  readonly female: string;
  readonly family?: string;
}

export const TRADITIONS = {
  arabic: {
    script: 'arabic',
    language: 'arabic',
    weight: 22,
    male: `محمد|Mohamed|Muhammad|Mohammad, عبدالرحمن|Abdulrahman|Abd al-Rahman|Abdel Rahman, محمود|Mahmoud|Mahmud,
      عبدالرحيم|Abdulrahim|Abd al-Rahim, أحمد|Ahmed|Ahmad, يوسف|Youssef|Yusuf, إبراهيم|Ibrahim|Ebrahim, علي|Ali|Aly,
      حسن|Hassan|Hasan, عمر|Omar|Umar, خالد|Khaled|Khalid, سعيد|Saeed|Said, طارق|Tariq|Tarek, بلال|Bilal|Belal,
      مصطفى|Mustafa|Moustapha, إدريس|Idris|Idriss`,
    female: `فاطمة|Fatima|Fatma|Fatimetou, زينب|Zainab|Zeinab|Zaynab, مريم|Mariam|Maryam|Meriem, عائشة|Aisha|Aicha,
      خديجة|Khadija|Khadidja, آمنة|Amina|Amna, سلمى|Salma|Selma, هدى|Huda|Hoda, نور|Nour|Noor, رقية|Ruqayya|Roukaya,
      سارة|Sara|Sarah, ليلى|Leila|Layla, زهراء|Zahra|Azzahra, أسماء|Asma|Asmaa`,
    family: `الحسن|Alhasan|El Hassan|Al-Hassan, الحسين|Alhussein|Al-Hussein, النور|Alnour|El Nour,
      الطيب|Altayeb|El Tayeb|Al-Tayyib, البشير|Albashir|El Beshir, المرابي|Almarabi|Al-Marabi, الأمين|Alamin|El Amin,
      الصادق|Alsadiq|El Sadig, البندري|Albandari|El Bandari, الساحلي|Alsahili|Al-Sahili`,
  },
  ethiopic: {
    script: 'ethiopic',
    language: 'amharic',
    weight: 10,
    male: `ተስፋዬ|Tesfaye|Tesfaie, ገብረመድህን|Gebremedhin|G/Medhin, ኃይሌ|Haile|Hayle, ዳዊት|Dawit|Dawitt,
      ዮሐንስ|Yohannes|Yohanis, አበበ|Abebe|Abbebe, ከበደ|Kebede|Kebbede, ሰለሞን|Solomon|Selomon, ብርሃኑ|Birhanu|Berhanu,
      ጌታቸው|Getachew|Getachow`,
    female: `ሰላማዊት|Selamawit|Selamawite, ሐና|Hanna|Hana, ትዕግስት|Tigist|Tigest, አልማዝ|Almaz|Elmaz, ገነት|Genet|Gennet,
      መሰረት|Meseret|Messeret, ሕይወት|Hiwot|Hiywot, ራሔል|Rahel|Raheel, ብርቱካን|Birtukan|Bertukan`,
  },
  somali: {
    script: 'latin',
    language: 'somali',
    weight: 14,
    male: `Cabdiraxmaan|Abdirahman, Xasan|Hassan, Cali|Ali, Maxamed|Mohamed, Cumar|Omar, Axmed|Ahmed, Yuusuf|Yusuf,
      Jaamac|Jama, Warsame|Warsama, Faarax|Farah, Guuleed|Guled, Cabdullaahi|Abdullahi, Saciid|Said`,
    female: `Faadumo|Fadumo, Xaliimo|Halimo, Caasho|Asha, Sahra|Zahra, Hodan|Hoodan, Ifraax|Ifrah, Khadra|Qadra,
      Nimco|Nimo, Sucaad|Suad, Ubax|Ubah, Deeqo|Deqa`,
  },
  swahili: {
    script: 'latin',
    language: 'swahili',
    weight: 16,
    male: `Amani, Baraka, Juma, Imani, Tumaini, Riziki, Shukuru, Heri, Byamungu|Biamungu, Bahati, Safari|Saffari,
      Mwamba|Muamba`,
    female: `Furaha, Neema, Zawadi, Rehema, Salama, Faida, Subira, Mapendo, Faraja, Tabu|Taabu, Riziki, Sifa|Siffa`,
    family: `Mwisho|Muisho, Kesho, Baraka, Amani, Mwangaza|Muangaza, Kitumaini, Maua, Byenda|Bienda, Chuma|Tchuma,
      Upendo`,
  },
  french: {
    script: 'latin',
    language: 'french',
    weight: 7,
    male: `Jean-Baptiste|Jean Baptiste, Désiré|Desire, Gaël|Gael, Honoré|Honore, André|Andre, Théo|Theo,
      Jean-Pierre|Jean Pierre, Moïse|Moise`,
    female: `Marie-Claire|Marie Claire, Aïssata|Aissata, Hélène|Helene, Cécile|Cecile, Noëlle|Noelle, Estelle|Estele,
      Anne-Marie|Anne Marie, Solène|Solene`,
    family: `N'Guessan|Nguessan, Kouamé|Kouame, N'Dri|Ndri, Yéo|Yeo, Koné|Kone, Traoré|Traore, Gnamba|Niamba,
      Bédié|Bedie`,
  },
  portuguese: {
    script: 'latin',
    language: 'portuguese',
    weight: 5,
    male: `José|Jose, João|Joao, Antônio|Antonio, Simão|Simao, Estêvão|Estevao, Calisto|Kalisto`,
    female: `Maria da Conceição|Maria Conceicao, Inês|Ines, Graça|Graca, Lurdes|Lourdes, Celeste|Seleste, Verônica|Veronica`,
    family: `Tembe|Tembé, Macuácua|Macuacua, Sitoe|Sitoé, Nhantumbo|Nhantumbu, Cossa|Kossa, Chirindza|Xirindza,
      Mabunda|Mabunde`,
  },
  spanish: {
    script: 'latin',
    language: 'spanish',
    weight: 4,
    male: `José Ángel|Jose Angel, Andrés|Andres, Tomás|Tomas, Iván|Ivan, Óscar|Oscar`,
    female: `Lucía|Lucia, Sofía|Sofia, Belén|Belen, Inés|Ines, María José|Maria Jose`,
    family: `Núñez|Nunez, Peña|Pena, Ibáñez|Ibanez, Muñoz|Munoz, Quiñones|Quinones, Marín|Marin, Zúñiga|Zuniga`,
  },
  dari: {
    script: 'arabic',
    language: 'dari',
    weight: 7,
    male: `احمد|Ahmad|Ahmed, غلام حسین|Ghulam Hussain|Gholam Hosain, میرویس|Mirwais|Mirwayz, نجیب|Najib|Najeeb,
      حمید|Hamid|Hameed, فرید|Farid|Fareed, عبدالله|Abdullah|Abdulla, شریف|Sharif|Shareef`,
    female: `زهرا|Zahra|Zohra, گلالی|Gulalai|Golalay, مینه|Mina|Meena, نوریه|Nuria|Nooria, شکریه|Shukria|Shokria,
      پروانه|Parwana|Parvana, لیلما|Lailuma|Leiluma, فرشته|Fereshta|Freshta`,
  },
  burmese: {
    script: 'burmese',
    language: 'burmese',
    weight: 4,
    male: `အောင်|Aung|Ong, မျိုး|Myo|Myoe, ဇော်|Zaw|Zor, ထွန်း|Tun|Htun, မြင့်|Myint|Myin, ဝင်း|Win|Winn`,
    female: `ခမ်း|Kham|Kam, လှ|Hla|Hlar, စန်း|San|Sann, သန္တာ|Thandar|Thanda, ခင်|Khin|Khinn, စု|Su|Suu`,
    family: `အောင်|Aung|Ong, လှ|Hla|Hlar, ဝင်း|Win|Winn, စန်း|San|Sann, မြင့်|Myint|Myin`,
  },
  karen: {
    script: 'latin',
    language: 'burmese',
    weight: 2,
    male: `Eh, Htoo|Htu, Say|Sei, Moo|Mu, Wah|Wa`,
    female: `Paw|Por, Eh, Moo|Mu, Wah|Wa, Hser|Ser`,
    family: `Doh|Do, Htoo|Htu, Paw|Por, Gay|Gei, Moo|Mu`,
  },
  khmer: {
    script: 'khmer',
    language: 'khmer',
    weight: 4,
    male: `វិសាល|Visal|Vissal, រតនា|Ratana|Rattana, សំណាង|Samnang|Somnang, ធារ៉ា|Theara|Teara`,
    female: `ចន្ទា|Chanda|Chantha, ស្រីមុំ|Sreymom|Srey Mom, បុប្ផា|Bopha|Bupha, ម៉ាលី|Maly|Mali, សុភា|Sophea|Sopha`,
    family: `សុខ|Sok|Sokh, ចាន់|Chan|Chann, គឹម|Kim|Kem, ហេង|Heng|Hang, ជា|Chea|Jea, លី|Ly|Li`,
  },
  bengali: {
    script: 'bengali',
    language: 'other',
    weight: 3,
    male: `রফিক|Rofiq|Rafique, নুর|Nur|Noor, জাহিদ|Jahid|Zahid, আলম|Alam|Alom, হোসেন|Hossain|Hosen, করিম|Karim|Korim`,
    female: `আয়েশা|Ayesha|Aysha, সেতারা|Setara|Sitara, জমিলা|Jamila|Jomila, রশিদা|Rashida|Roshida, হালিমা|Halima|Halema`,
    family: `খাতুন|Khatun|Khatoon, বেগম|Begum|Begom`,
  },
  ukrainian: {
    script: 'cyrillic',
    language: 'other',
    weight: 2,
    male: `Андрій|Andrii|Andriy, Дмитро|Dmytro|Dmitro, Юрій|Yurii|Yuriy, Богдан|Bohdan|Bogdan`,
    female: `Олександра|Oleksandra|Aleksandra, Наталія|Nataliia|Natalia, Марія|Mariia|Mariya, Софія|Sofiia|Sofiya`,
    family: `Коваль|Koval|Kowal, Савчук|Savchuk|Sawchuk, Ткач|Tkach|Tkatch, Гнатюк|Hnatiuk|Hnatyuk, Бондар|Bondar|Bonder`,
  },
} as const satisfies Readonly<Record<string, Material>>;

export type Tradition = keyof typeof TRADITIONS;

/** Nicknames of invented children, in no tradition's way. */
export const NICKNAMES = [
  'Dheeray',
  'Yare',
  'Gaab',
  'Dheer',
  'Toto',
  'Kadogo',
  'Bébé',
  'Zizou',
  'Lulu',
  'Simba',
  'نونو',
];
