import Wire

/// Short names of emoji, as people write them between colons: `:thumbsup:`.
enum EmojiNames {
    /// A name without its colons, and the emoji.
    struct Entry: Sendable {
        let name: String
        let emoji: String
    }

    /// All names, those that are used most first; read when it is asked for first.
    static let all: [Entry] = table.utf8
        .split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") }
        .map { entry in
            let words = entry.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
            return Entry(name: words[0], emoji: words[1])
        }

    /// The emoji whose names begin so; first the one that is called so.
    static func starting(with start: String) -> [String] {
        let start = start.utf8.map(folded)
        let found = all.filter { $0.name.utf8.starts(with: start) }
        let exact = found.filter { $0.name.utf8.count == start.count }
        var emoji: [String] = []
        for entry in exact + found where !emoji.contains(entry.emoji) { emoji.append(entry.emoji) }
        return emoji
    }

    /// A text with `:thumbsup:` in place of 👍 and so on; what has no name stays, and so do links,
    /// which would lead elsewhere.
    static func named(_ text: DisplayText) -> DisplayText {
        guard text.string.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        var links = LinkFinder.links(in: text)[...]
        return text.replacing { scalar, offset in
            guard let name = shownNames[scalar] else { return nil }
            links = links.drop { $0.range.upperBound <= offset }
            return links.first?.range.contains(offset) == true ? nil : name
        }
    }

    /// Of an emoji's names the one that is used most.
    ///
    /// A clean text has one scalar for each emoji.
    private static let shownNames: [Unicode.Scalar: DisplayText] = {
        let named = all.compactMap { entry in
            entry.emoji.unicodeScalars.first.map { ($0, DisplayText(cleaning: ":\(entry.name):")) }
        }
        return Dictionary(named.filter { $0.0 >= firstSymbol }) { first, _ in first }
    }()

    /// Below are letters and punctuation such as © and ™: text, though they have names.
    private static let firstSymbol: Unicode.Scalar = "\u{2190}"
}

/// `name emoji`, comma by comma.
private let table = """
    thumbsup 👍, thumbsdown 👎, heart ❤️, smile 😄, joy 😂, tada 🎉, eyes 👀, fire 🔥,
    rocket 🚀, wave 👋, pray 🙏, clap 👏, thinking 🤔, coffee ☕, check ✔️,
    white_check_mark ✅, warning ⚠️, bug 🐛, partying_face 🥳, cat 🐱, dog 🐶, sob 😭,
    cry 😢, shrug 🤷, facepalm 🤦, ok_hand 👌, muscle 💪, 100 💯, sparkles ✨, rofl 🤣,
    grin 😁, +1 👍, -1 👎, 8ball 🎱, airplane ✈️, alarm_clock ⏰, alien 👽, ambulance 🚑,
    anchor ⚓, anger 💢, angry 😠, anguished 😧, ant 🐜, apple 🍎, arrow_down ⬇️,
    arrow_left ⬅️, arrow_right ➡️, arrow_up ⬆️, arrows_counterclockwise 🔄, art 🎨,
    astonished 😲, atom ⚛️, avocado 🥑, axe 🪓, baby 👶, back 🔙, bacon 🥓, balloon 🎈,
    banana 🍌, bangbang ‼️, bar_chart 📊, baseball ⚾, basketball 🏀, bat 🦇, bath 🛀,
    battery 🔋, beach 🏖️, bear 🐻, bed 🛏️, bee 🐝, beer 🍺, beers 🍻, bell 🔔, bike 🚲,
    biking 🚴, biohazard ☣️, bird 🐦, birthday 🎂, black_circle ⚫, black_flag 🏴,
    black_heart 🖤, black_square ⬛, blue_circle 🔵, blue_heart 💙, blush 😊, bomb 💣,
    book 📖, bookmark 🔖, books 📚, boom 💥, boot 👢, bouquet 💐, bow 🙇, boy 👦, brain 🧠,
    bread 🍞, briefcase 💼, broken_heart 💔, broom 🧹, brown_heart 🤎, bulb 💡,
    burrito 🌯, bus 🚌, butterfly 🦋, cactus 🌵, cake 🍰, calendar 📅, call_me 🤙,
    camel 🐫, camera 📷, camping 🏕️, candle 🕯️, candy 🍬, car 🚗, carrot 🥕, castle 🏰,
    cd 💿, chains ⛓️, champagne 🍾, chart_down 📉, chart_up 📈, checkered_flag 🏁,
    cheese 🧀, cherries 🍒, cherry_blossom 🌸, chess ♟️, chicken 🐔, chocolate 🍫,
    christmas_tree 🎄, clapper 🎬, climbing 🧗, clinking_glasses 🥂, clipboard 📋,
    clock 🕐, cloud ☁️, clown 🤡, cocktail 🍸, cold_face 🥶, cold_sweat 😰, comet ☄️,
    confetti 🎊, confounded 😖, confused 😕, construction 🚧, cookie 🍪, copyright ©️,
    corn 🌽, cow 🐮, cowboy 🤠, crab 🦀, credit_card 💳, crocodile 🐊, croissant 🥐,
    crossed_fingers 🤞, crossed_flags 🎌, crown 👑, crystal_ball 🔮, cupcake 🧁,
    cupid 💘, curry 🍛, cursing 🤬, dancer 💃, dart 🎯, dash 💨, desktop 🖥️, dice 🎲,
    disappointed 😞, disappointed_relieved 😥, dizzy 💫, dizzy_face 😵, dna 🧬,
    dollar 💵, dolphin 🐬, door 🚪, doughnut 🍩, dragon 🐉, drooling_face 🤤, droplet 💧,
    drum 🥁, duck 🦆, eagle 🦅, ear 👂, earth 🌍, egg 🥚, eggplant 🍆, elephant 🐘,
    email 📧, envelope ✉️, evergreen 🌲, exclamation ❗, exploding_head 🤯,
    expressionless 😑, eye 👁️, eyeglasses 👓, factory 🏭, fast_forward ⏩, fearful 😨,
    file_folder 📁, fire_engine 🚒, fireworks 🎆, first_place 🥇, fish 🐟, fishing 🎣,
    fist ✊, flashlight 🔦, floppy_disk 💾, flushed 😳, fog 🌫️, football 🏈,
    fork_and_knife 🍴, four_leaf_clover 🍀, fox 🦊, free 🆓, fries 🍟, frog 🐸,
    frowning ☹️, full_moon 🌕, game 🎮, gear ⚙️, gem 💎, ghost 👻, gift 🎁, girl 👧,
    globe 🌐, goat 🐐, golf ⛳, grapes 🍇, green_circle 🟢, green_heart 💚,
    green_square 🟩, grimacing 😬, grinning 😀, guitar 🎸, hamburger 🍔, hammer 🔨,
    hamster 🐹, handshake 🤝, headphones 🎧, hear_no_evil 🙉, heart_eyes 😍,
    heartbeat 💓, heavy_minus ➖, heavy_plus ➕, hedgehog 🦔, helicopter 🚁, honey 🍯,
    horse 🐴, hospital 🏥, hot_face 🥵, hot_pepper 🌶️, hotdog 🌭, hourglass ⌛, house 🏠,
    hugging 🤗, hushed 😯, icecream 🍦, imp 👿, inbox 📥, infinity ♾️, information ℹ️,
    innocent 😇, interrobang ⁉️, iphone 📱, jack_o_lantern 🎃, joystick 🕹️, juice 🧃,
    key 🔑, keyboard ⌨️, kiss 💋, kissing 😗, kissing_heart 😘, koala 🐨, label 🏷️,
    ladybug 🐞, laptop 💻, laughing 😆, leaves 🍃, lemon 🍋, link 🔗, lion 🦁, lips 👄,
    lock 🔒, loudspeaker 📢, lying_face 🤥, mag 🔍, mage 🧙, magnet 🧲, mailbox 📫, man 👨,
    map 🗺️, maple_leaf 🍁, mask 😷, mate 🧉, medal 🏅, mega 📣, memo 📝, metal 🤘,
    metro 🚇, microphone 🎤, microscope 🔬, milk 🥛, money_mouth 🤑, moneybag 💰,
    monkey 🐒, monkey_face 🐵, monocle 🧐, moon 🌙, motorcycle 🏍️, mountain ⛰️,
    mouse 🐭, movie_camera 🎥, mushroom 🍄, music 🎵, mute 🔇, nauseated_face 🤢, nerd 🤓,
    neutral_face 😐, new 🆕, newspaper 📰, ninja 🥷, no_bell 🔕, no_entry ⛔,
    no_entry_sign 🚫, no_good 🙅, no_mouth 😶, nose 👃, notebook 📓, notes 🎶,
    nut_and_bolt 🔩, ocean 🌊, octopus 🐙, office 🏢, ogre 👹, ok 🆗, ok_person 🙆,
    older_man 👴, older_woman 👵, open_hands 👐, open_mouth 😮, orange_circle 🟠,
    orange_heart 🧡, outbox 📤, owl 🦉, package 📦, palm_tree 🌴, pancakes 🥞, panda 🐼,
    paperclip 📎, partly_sunny ⛅, pause ⏸️, paw_prints 🐾, peace ☮️, peach 🍑,
    pencil ✏️, penguin 🐧, pensive 😔, persevere 😣, petri_dish 🧫, phone ☎️, piano 🎹,
    pick ⛏️, pie 🥧, pig 🐷, pill 💊, pinching_hand 🤏, pineapple 🍍, ping_pong 🏓,
    pizza 🍕, play ▶️, pleading 🥺, plug 🔌, point_down 👇, point_left 👈,
    point_right 👉, point_up 👆, police_car 🚓, poop 💩, popcorn 🍿, potato 🥔,
    pretzel 🥨, printer 🖨️, punch 👊, purple_circle 🟣, purple_heart 💜, pushpin 📌,
    puzzle 🧩, question ❓, rabbit 🐰, radio 📻, radioactive ☢️, rage 😡, rain 🌧️,
    rainbow 🌈, raised_eyebrow 🤨, raised_hand ✋, raised_hands 🙌, raising_hand 🙋,
    ramen 🍜, record ⏺️, recycle ♻️, red_circle 🔴, red_square 🟥, relieved 😌,
    repeat 🔁, rewind ⏪, ribbon 🎀, rice 🍚, robot 🤖, rolling_eyes 🙄, rose 🌹,
    round_pushpin 📍, running 🏃, sailboat ⛵, salad 🥗, santa 🎅, satellite 📡,
    scales ⚖️, school 🏫, scissors ✂️, scream 😱, second_place 🥈, see_no_evil 🙈,
    seedling 🌱, shark 🦈, sheep 🐑, shield 🛡️, ship 🚢, shoe 👞, shopping_cart 🛒,
    shower 🚿, shrimp 🦐, shushing_face 🤫, ski 🎿, skull 💀, skull_crossbones ☠️,
    sleeping 😴, sleepy 😪, slight_smile 🙂, slightly_frowning 🙁, slot_machine 🎰,
    sloth 🦥, smiley 😃, smiling_imp 😈, smirk 😏, snail 🐌, snake 🐍, sneezing_face 🤧,
    snowflake ❄️, snowman ⛄, soap 🧼, soccer ⚽, socks 🧦, soon 🔜, sos 🆘, sound 🔉,
    space_invader 👾, spaghetti 🍝, sparkler 🎇, sparkling_heart 💖, speak_no_evil 🙊,
    speech_balloon 💬, spider 🕷️, stadium 🏟️, star ⭐, star2 🌟, stars 🌠, stop ⏹️,
    stopwatch ⏱️, straight_ruler 📏, strawberry 🍓, stuck_out_tongue 😛,
    stuck_out_tongue_winking_eye 😜, sun_face 🌞, sunflower 🌻, sunglasses 😎,
    sunny ☀️, surfer 🏄, sushi 🍣, sweat 😓, sweat_drops 💦, sweat_smile 😅, swimmer 🏊,
    swords ⚔️, syringe 💉, taco 🌮, taxi 🚕, tea 🍵, telescope 🔭, tennis 🎾,
    test_tube 🧪, thermometer_face 🤒, third_place 🥉, thought_balloon 💭, thunder ⛈️,
    ticket 🎫, tiger 🐯, tipping_hand 💁, tired 😫, tm ™️, toilet 🚽, tomato 🍅,
    tongue 👅, toolbox 🧰, top 🔝, tophat 🎩, tornado 🌪️, tractor 🚜, traffic_light 🚦,
    train 🚆, tram 🚊, tree 🌳, triangular_flag 🚩, triumph 😤, trophy 🏆, truck 🚚,
    trumpet 🎺, tulip 🌷, tumbler 🥃, turtle 🐢, tv 📺, two_hearts 💕, ufo 🛸, umbrella ☔,
    unamused 😒, unicorn 🦄, unlock 🔓, upside_down 🙃, v ✌️, violin 🎻, volcano 🌋,
    volleyball 🏐, vomiting 🤮, vulcan 🖖, walking 🚶, wastebasket 🗑️, watch ⌚,
    watermelon 🍉, weary 😩, whale 🐳, white_circle ⚪, white_flag 🏳️, white_heart 🤍,
    white_square ⬜, wine 🍷, wink 😉, wolf 🐺, woman 👩, woozy_face 🥴, worried 😟,
    wrench 🔧, writing_hand ✍️, x ❌, yawning 🥱, yellow_circle 🟡, yellow_heart 💛,
    yin_yang ☯️, yum 😋, zany_face 🤪, zap ⚡, zipper_mouth 🤐, zombie 🧟, zzz 💤
    """
