"""Large manifests in other formats, made from the CSV one."""

from __future__ import annotations

import csv
import zipfile
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from bench import manifests


def house_manifest(folder: Path, parcels: int) -> Path:
    """A house manifest (XFHL) with a house consignment for each parcel."""
    path = folder / f"{parcels}.xfhl"
    source = manifests.csv(folder, parcels)
    with source.open(encoding="utf-8-sig", newline="") as rows, path.open("w", encoding="utf-8") as out:
        out.write('<h:HouseManifest xmlns:h="iata:housemanifest:1" xmlns="iata:datamodel:3">'
                  "<h:MessageHeaderDocument><ID>M</ID>"
                  "</h:MessageHeaderDocument><h:MasterConsignment><TransportContractDocument><ID>999-85896694</ID>"
                  "</TransportContractDocument>\n")  # fmt: skip
        for reference, group in groupby(csv.DictReader(rows), key=lambda one: one["parcel"]):
            lines = list(group)
            first = lines[0]
            out.write(f"<IncludedHouseConsignment><ID>{reference}</ID><TotalPieceQuantity>1</TotalPieceQuantity>\n"
                      f"<ConsignorParty><Name>{escape(first['sender_name'])}</Name></ConsignorParty>\n"
                      f"<ConsigneeParty><Name>{escape(first['recipient_name'])}</Name><PostalStructuredAddress>"
                      f"<CityName>{escape(first['recipient_city'])}</CityName><CountryID>{first['recipient_country']}</CountryID>"
                      "</PostalStructuredAddress></ConsigneeParty>\n")  # fmt: skip
            for line in lines:
                out.write(f'<IncludedHouseConsignmentItem><GrossWeightMeasure unitCode="KGM">{line["gross_kg"]}'
                          "</GrossWeightMeasure><NatureIdentificationTransportCargo><Identification>"
                          f"{escape(line['description'])}</Identification></NatureIdentificationTransportCargo>"
                          "</IncludedHouseConsignmentItem>\n")  # fmt: skip
            out.write("</IncludedHouseConsignment>\n")
        out.write("</h:MasterConsignment></h:HouseManifest>")
    return path


def json_manifest(folder: Path, parcels: int) -> Path:
    """A JSON file with an object for each parcel, its goods in a list."""
    from tests.intake import writers

    with manifests.csv(folder, parcels).open(encoding="utf-8-sig", newline="") as rows:
        return writers.write_json(
            folder / f"{parcels}.json", [{key: text for key, text in one.items() if text} for one in csv.DictReader(rows)]
        )


def workbook(folder: Path, parcels: int) -> Path:
    """A workbook of one sheet with the columns of the CSV manifest."""
    from tests.intake import writers

    path = folder / f"{parcels}.xlsx"
    source = manifests.csv(folder, parcels)
    with source.open(encoding="utf-8-sig", newline="") as rows:
        writers.write_workbook(path, {"Manifest": writers.sheet_xml(list(csv.reader(rows)))})
    assert zipfile.is_zipfile(path)
    return path
