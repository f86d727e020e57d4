"""Words of medication lists that name no drug, and the salts that belong to the name before them."""

from typing import Final


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


UNITS: Final = _listed(
    """
    actuat billion cc cells cfu cm d dl g gm gms gr gram grams h hour hours hr hrs inh iu kcal kg l m2 mcg meq mg
    microgram micrograms milligram milligrams million min mins minute minutes miu ml mls mm mmol mol mu ng ounce
    oz percent ppm s sec tbsp tsp u ug unit units unt vol μg
    """
)

FORMS: Final = _listed(
    """
    amp ampoule ampule applicator autoinjector bag bolus bot bottle brand buccal cap caps capsule capsules
    cartridge cd chewable coated conc concentrate controlled cp cpdr cr cream crm delayed device disintegrating
    diskus dispersible dpi dr drip drop drops ear ears ec effervescent elixir enema enteric er extended eye eyes
    film flexpen foam gel generic granule granules gtt gtts hfa im implant infusion inhalant inhalation inhaled
    inhaler inj injectable injection intramuscular intraperitoneal intrathecal intravenous intravenously
    intravitreal ir irrigation iv ivp ivpb kit kwikpen la liq liquid lotion lozenge lozenges mdi medicated
    modified mouthwash mucosal nasal neb nebs nebules nebuliser nebulized nebulizer odt oint ointment opht ophth
    ophthalmic oral orally otc otic pack packet packets pad pads paste patch patches pdr pen pens powder prefilled
    premix prolonged pump pwd rectal refill release respimat retard ring rinse rx sa sachet sachets sc sol soln
    solostar solostr solution spray sq sr subcut subcutaneous subcutaneously sublingual supp suppository susp
    suspension sustained syringe syrup system tab tablet tablets tabs tb tbl tblt top topical transdermal vaginal
    vial vials xl xr
    """
)
"""Dose forms, devices and routes."""

DIRECTIONS: Final = _listed(
    """
    a about ac acting adjusted adult adults after afternoon ago all allergic allergies allergy alternate
    alternating am an and another any applied apply around as at avoid avoided avoids b bd bed bedtime been before
    being between bid blood both breakfast but by called catheter changed cherry chew child children chronic cold
    continue continued continuing continuous course crush current currently cycle cycled cyclic d5w daily date day
    days dc dcd dinner discharge discontinue discontinued disp dispense dissolve divided do dosage dose dosepak
    doses double dr due during each evening every extra fast fasting fill filled first flavor flavored fluid
    fluids food for free from full glass goal half has hasnt have headache heart held her high him his history
    hold home hs hx i if in increase increased infant infants into intolerance intolerant is it its kids last left
    lemon level line lock long low lunch mane max maximum may maybe md meal meals med medication medications
    medicine meds mid midday mint mix mixed month monthly months morning mouth mr mrs much my nacl near need
    needed new next night nightly nkda no nocte none noon not note now np ns od of off old om on once one only
    onwards or orange os other ou over own pain part patient per pharmacy pill pills plus pm po port poss post
    premed premedication prep prescribed prescription pressure previous prior prn protocol pt q qam qd qds qh qhs
    qid qod qpm qty quantity qw rapid reaction refills regular repeat restart resume resumed resumes right rn same
    sample samples script she since single sip slow slowly start started starting stat states stomach stop stopped
    strawberry strength strengths sub sugar supper suppers supplement supplements supply swallow swelling take
    taken takes taking taper tapering target tds then think thinks three ti tid time times titrate tiw to today
    together total trial trough twice two unknown until up upright use used uses using vanilla via wait was water
    week weekly weeks weight when while whole with without wk wks x xx year yearly years yesterday you your yr yrs
    """
)
"""How and when to take it, and what else clerks and patients write about it."""

SALTS: Final = _listed(
    """
    acetate acid anhydrous arginine aspartate base besylate bisulfate bitartrate bromide butyrate calcium
    camsylate carbonate chloride citrate complex diacetate dibasic dihydrate dihydrochloride dimesylate disodium
    ditosylate edetate edisylate esylate etabonate etexilate fumarate furoate gluconate hcl hemihydrate
    heptahydrate hexahydrate hyclate hydrate hydrobromide hydrochloride hydroxide isethionate lactate lactobionate
    lysine magnesium maleate medoxomil meglumine mesilate mesylate mofetil mono monobasic monohydrate napsylate
    nitrate oxalate oxide palmitate pamoate pegol pentahydrate phosphate pivalate potassium propanediol propionate
    proxetil salicylate sesquihydrate sod sodium stearate strontium succinate sulfate tartrate tetrahydrate
    tetrasodium tosylate trihydrate trisodium tromethamine valerate xinafoate zinc
    """
)
"""Salts, esters and hydrates: behind the name of a drug they are a part of it, and no drug of their own."""

NOISE: Final = UNITS | FORMS | DIRECTIONS
