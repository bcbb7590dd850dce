"""Names and how they stand in sentences, written by hand from the grammar of each language: what should be found.

Some forms are rare (*as far as*, *without*, *those in*, vowels that drop out); the tables are known not to have all.
"""

_WRITTEN = {
    "az": """
Xocalı: Xocalıda, Xocalıdan, Xocalıya, Xocalının, Xocalını, Xocalılılar, Xocalıdakı, Xocalıyadək, Xocalısız
Şuşa: Şuşada, Şuşadan, Şuşaya, Şuşanın, Şuşanı, ŞUŞADA
Bakı: Bakıda, Bakıya, Bakının, BAKIDA
Gəncə: Gəncədə, Gəncəyə, Gəncənin, Gəncəli, Gəncədəki
Ağdam: Ağdamda, Ağdama, Ağdamın, Ağdamdan, Ağdamlılar, Ağdamacan
Xankəndi: Xankəndində, Xankəndinə, Xankəndindən
Füzuli: Füzulidə, Füzuliyə, Füzulidən
Laçın: Laçına, Laçının, Laçında
Qarabağ: Qarabağda, Qarabağın, Qarabağa, Qarabağlı, Qarabağımız
Əsgəran: Əsgərandan, Əsgərana
Natiq Qasımov: Natiq Qasımovun, Natiq Qasımova, Natiq Qasımovdan
Əliyev: Əliyevlə, Əliyevlərin
Xocalı rayonu: Xocalı rayonunda, Xocalı rayonundan
Elçibəy: Elçibəyin, Elçibəylə
Sevinc: Sevincin, Sevincə
Göyçək: Göyçəyin, Göyçəyə
İsaq: İsağın
Хоҹалы: Хоҹалыда, Хоҹалынын, Хоҹалыја
""",
    "tr": """
Ankara: Ankara'da, Ankara'ya, Ankara'dan, Ankara'nın, Ankaralı, Ankara’da
Iğdır: Iğdır'da, Iğdır'a, Iğdır'ın, Iğdırlılar, IĞDIR'DA
Kars: Kars'ta, Kars'tan, Kars'a, Kars'ın, Karslı
Beyoğlu: Beyoğlu'nda, Beyoğlu'na, Beyoğlu'ndan, Beyoğlu'nun, Beyoğlu'ndaki
Hocalı: Hocalı'da, Hocalı'ya, Hocalı'daki, Hocalı’yı
Zonguldak: Zonguldak'ta, Zonguldak'ın, Zonguldağın
Mehmet: Mehmet'in, Mehmet'e, Mehmet'le, Mehmet'tir
Ayşe: Ayşe'nin, Ayşe'yi, Ayşe'yle, Ayşeler, Ayşegil
Ömer: Ömer'i, Ömer'den
Nazım Yıldız: Nazım Yıldız'ın, Nazım Yıldız'a
Üsküp: Üsküp'te, Üsküp'ün
Bakü: Bakü'de, Bakü'nün
Diyarbakır: Diyarbakır'daydı, Diyarbakır'dan
İzmir: İzmir'dekiler, İZMİR'DE
İstanbul: İstanbul'dur
""",
    "uz": """
Toshkent: Toshkentda, Toshkentga, Toshkentdan, Toshkentning, Toshkentni, Toshkentlik
Buxoro: Buxoroda, Buxoroga, Buxoroning, Buxorolik, Buxorodagi
Xoʻjali: Xo'jalida, Xoʻjaliga, Xo‘jalidan, Xo’jalining
Notiq Qosimov: Notiq Qosimovning, Notiq Qosimovni, Notiq Qosimovga
Karimov: Karimovlar, Karimovlarning, Karimovniki, Karimovdan
Oybek: Oybekka, Oybekning
Chirchiq: Chirchiqqa, Chirchiqda
Gʻafur: G'afurni, Gʻafurga
Ulugʻbek: Ulug'bekning
Fargʻona: Farg'onada, Fargʻonalik, Fargʻonaliklar
Samarqand: Samarqanddan, Samarqandga, Samarqandliklarning
Қосимов: Қосимовнинг, Қосимовга
Тошкент: Тошкентда, Тошкентга, Тошкентлик
Бухоро: Бухородан
Andijon: Andijongacha, Andijonda
Nukus: Nukusdagilar
Oygul: Oygulimiz
Ozarbayjon: Ozarbayjonning, Ozarbayjondagi
""",
    "ru": """
Ходжалы: Ходжалах, ХОДЖАЛЫ
Шуша: Шуши, Шуше, Шушу, Шушой
Степанакерт: Степанакерта, Степанакерте, Степанакертом, Степанакерту
Баку: Баку
Агдам: Агдама, Агдаме, Агдамом
Москва: Москвы, Москве, Москву, Москвой
Касымов: Касымова, Касымову, Касымовым, Касымове, Касымовы, Касымовых
Натик Касымов: Натика Касымова, Натику Касымову, Натиком Касымовым
Айша: Айши, Айше, Айшу, Айшей
Мария: Марии, Марию, Марией
Григорий: Григория, Григорием
Андрей: Андрея, Андреем
Игорь: Игоря
Нагорный Карабах: Нагорного Карабаха, Нагорном Карабахе, Нагорным Карабахом
Павел: Павла
Рамиль: Рамилем
Лев Толстой: Льва Толстого
Черкассы: Черкасс, Черкассах
Пётр: Петру, Петра
Каренина: Карениной
Ольга: Ольги, Ольгой
Городец: Городца
Ходжалинский район: Ходжалинского района
Тер-Петросян: Тер-Петросяна
Иванович: Ивановичем
Соловей: Соловья
Орёл: Орла
""",
    "hy": """
Խոջալու: Խոջալուի, Խոջալուից, Խոջալուում, Խոջալուն, Խոջալուին
Երևան: Երևանում, Երևանից, Երևանի, Երևանը, Երեւանում, Երևանցի, երևանցիներ
Շուշի: Շուշիում, Շուշիից, Շուշիի, Շուշին, Շուշուց, շուշեցի
Ստեփանակերտ: Ստեփանակերտում, Ստեփանակերտից, Ստեփանակերտի, Ստեփանակերտը, ստեփանակերտցիները
Արամ: Արամի, Արամին, Արամը, Արամից, Արամով
Աննա: Աննայի, Աննային, Աննան, Աննայից
Պետրոսյան: Պետրոսյանի, Պետրոսյանին, Պետրոսյանները, Պետրոսյանների
Ասկերան: Ասկերանում, Ասկերանի
Նատիկ Քասիմով: Նատիկ Քասիմովի, Նատիկ Քասիմովին, Նատիկ Քասիմովը
Գյումրի: Գյումրիում, Գյումրիից, գյումրեցի, Գյումրին
Հայաստան: Հայաստանում, Հայաստանից
Արցախ: Արցախում, Արցախի, արցախցիների, արցախցիներից
Սևան: Սևանա
""",
}


def _pairs(written: str) -> list[tuple[str, str]]:
    pairs = []
    for line in written.strip().splitlines():
        name, forms = line.split(": ")
        pairs += [(name, form) for form in forms.split(", ")]
    return pairs


INFLECTED: dict[str, list[tuple[str, str]]] = {language: _pairs(written) for language, written in _WRITTEN.items()}
"""For each language: the name, and a form of it."""
